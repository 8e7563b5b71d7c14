#include "qmp/noncharacter.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using qmp::holds_noncharacter;

TEST(Noncharacter, IsFoundOnEveryPlane) {
  for (std::string text : {"\uFFFE", "\uFFFF", "\U0001FFFE", "\U0001FFFF", "\U0008FFFE",
                           "\U000FFFFF", "\U0010FFFE", "\U0010FFFF"})
    EXPECT_TRUE(holds_noncharacter(text)) << text;
}

TEST(Noncharacter, IsFoundInTheMiddleOfAPlane) {
  EXPECT_TRUE(holds_noncharacter("\uFDD0"));
  EXPECT_TRUE(holds_noncharacter("\uFDEF"));
  EXPECT_FALSE(holds_noncharacter("\uFDCF\uFDF0"));
}

TEST(Noncharacter, IsFoundAmongOthers) {
  EXPECT_TRUE(holds_noncharacter("a\u00E9\U0001F600\uFFFFz"));
  EXPECT_FALSE(holds_noncharacter("a\u00E9\u20AC\uFFFD\U0001F600\U0001FFFD\U0010FFFDz"));
}

TEST(Noncharacter, IsNotInWhatQemuTakes) {
  using std::operator""s;
  EXPECT_FALSE(holds_noncharacter(""));
  EXPECT_FALSE(holds_noncharacter("\0\x01\x7F\u0080\u07FF\u0800\uD7FF\uE000\U00010000"s));
}

}  // namespace
