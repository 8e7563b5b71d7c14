#include "fs/collected_text.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using fs::CollectedText;

/// One write: what it says, and what the whole is afterwards; "EINVAL" and "EFBIG" for refusals.
struct Step {
  std::string data;
  off_t offset;
  std::string whole;
};

std::string outcome(const fuse::Result<std::string>& text) {
  if (text) return *text;
  if (text.error() == fuse::Errno(EINVAL)) return "EINVAL";
  return text.error() == fuse::Errno(EFBIG) ? "EFBIG" : "another error";
}

void replay(const std::vector<Step>& steps, bool append) {
  CollectedText collected;
  for (const Step& step : steps) {
    auto text = collected.with(step.data, step.offset, append);
    EXPECT_EQ(outcome(text), step.whole) << step.data << " at " << step.offset;
    if (text) collected.take(*text, true);
  }
}

TEST(CollectedText, StartsAtZeroAndGoesOnWhereItEnded) {
  replay({{"a\n", 0, "a\n"}, {"b\n", 2, "a\nb\n"}, {"c", 4, "a\nb\nc"}}, false);
}

TEST(CollectedText, StartsAgainAtZero) {
  replay({{"abc", 0, "abc"}, {"x", 0, "x"}, {"y", 1, "xy"}}, false);
}

TEST(CollectedText, RefusesOtherOffsets) {
  replay({{"x", 5, "EINVAL"},
          {"abc", 0, "abc"},
          {"x", 2, "EINVAL"},
          {"x", 4, "EINVAL"},
          {"d", 3, "abcd"}},
         false);
}

TEST(CollectedText, RefusesToGoOnBeforeItStarted) {
  replay({{"", 0, ""}, {"x", 0, "x"}}, false);
  replay({{"x", 1, "EINVAL"}}, false);
}

TEST(CollectedText, TakesAnyOffsetForAHandleThatAppends) {
  replay({{"a", 4096, "a"}, {"b", 12, "ab"}, {"c", 0, "abc"}}, true);
}

TEST(CollectedText, IsBounded) {
  std::string most(CollectedText::max_bytes, 'a');
  replay({{most, 0, most}, {"b", static_cast<off_t>(most.size()), "EFBIG"}, {"c", 0, "c"}}, false);
  replay({{most + "a", 0, "EFBIG"}}, false);
}

TEST(CollectedText, DoesNotCountWhatWasNotTaken) {
  CollectedText collected;
  EXPECT_EQ(outcome(collected.with("refused", 0, false)), "refused");
  EXPECT_EQ(outcome(collected.with("x", 7, false)), "EINVAL");
  EXPECT_EQ(outcome(collected.with("x", 7, true)), "x");
}

TEST(CollectedText, KnowsWhetherItIsAWholeValue) {
  CollectedText collected;
  EXPECT_FALSE(collected.incomplete());
  collected.take("{\"a\":", false);
  EXPECT_TRUE(collected.incomplete());
  collected.take("{\"a\":1}", true);
  EXPECT_FALSE(collected.incomplete());
}

}  // namespace
