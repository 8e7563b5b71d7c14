#include "fs/modification.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace {

using fs::Modification;
using namespace std::chrono_literals;

const auto long_ago = Modification::Clock::now() - 24h;

TEST(Modification, IsOfTheBeginningUntilSomethingChanges) {
  Modification modification(long_ago);
  EXPECT_FALSE(modification.saw("1"));
  EXPECT_FALSE(modification.saw("1"));
  EXPECT_EQ(modification.time(), long_ago);
}

TEST(Modification, IsOfNowWhenAnotherTextIsSeen) {
  Modification modification(long_ago);
  modification.saw("1");
  auto before = Modification::Clock::now();
  EXPECT_TRUE(modification.saw("2"));
  EXPECT_GE(modification.time(), before);
  auto changed = modification.time();
  EXPECT_FALSE(modification.saw("2"));
  EXPECT_EQ(modification.time(), changed);
  EXPECT_TRUE(modification.saw("1"));
}

TEST(Modification, IsOfNowWhenItIsWritten) {
  Modification modification(long_ago);
  auto before = Modification::Clock::now();
  modification.wrote("1");
  EXPECT_GE(modification.time(), before);
}

TEST(Modification, DoesNotCountAWrittenTextTwice) {
  Modification modification(long_ago);
  modification.saw("1");
  modification.wrote("2");
  auto written = modification.time();
  EXPECT_FALSE(modification.saw("2"));
  EXPECT_EQ(modification.time(), written);
  EXPECT_TRUE(modification.saw("3"));
}

TEST(Modification, TakesAnyTextForThatWrittenWhereItIsUnknown) {
  Modification modification(long_ago);
  modification.saw("{}");
  modification.wrote(std::nullopt);
  EXPECT_FALSE(modification.saw("{\"a\":1}"));
  EXPECT_TRUE(modification.saw("{\"a\":2}"));
}

TEST(Modification, NeverGoesBackNorStaysWhenTheClockWasSetBack) {
  auto ahead = Modification::Clock::now() + 24h;
  Modification modification(ahead);
  modification.changed();
  EXPECT_GT(modification.time(), ahead);
  auto once = modification.time();
  modification.changed();
  EXPECT_GT(modification.time(), once);
}

}  // namespace
