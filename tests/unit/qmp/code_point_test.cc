#include "qmp/code_point.h"

#include <gtest/gtest.h>

#include <string>

namespace qmp {
namespace {

TEST(CodePoint, ReadsTheFirstCharacterOfAText) {
  struct Row {
    std::string text;
    std::uint32_t value;
    std::size_t size;
  };
  const Row rows[] = {
      {"ab", 'a', 1},
      {"\x7F", 0x7F, 1},
      {"\xC0\x80", 0, 2},
      {"\xC2\x80", 0x80, 2},
      {"\xE2\x82\xAC\xAC", 0x20AC, 3},
      {"\xEF\xBF\xBD", 0xFFFD, 3},
      {"\xF4\x8F\xBF\xBD", 0x10FFFD, 4},
  };
  for (const Row& row : rows) {
    CodePoint first = first_code_point(row.text);
    EXPECT_EQ(first.value, row.value) << row.text;
    EXPECT_EQ(first.size, row.size) << row.text;
  }
}

TEST(CodePoint, KnowsHowMuchToSkipOfWhatIsNoCharacter) {
  struct Row {
    std::string text;
    std::size_t size;
  };
  const Row rows[] = {
      {"\x80", 1},
      {"\xC3", 1},
      {"\xC3\xC3\xA9", 1},
      {"\xC0\x81", 2},
      {"\xE2\x82", 2},
      {"\xE2\x82\x22", 2},
      {"\xED\xA0\x80", 3},
      {"\xEF\xBF\xBF", 3},
      {"\xEF\xB7\x90", 3},
      {"\xE0\x80\x80", 3},
      {"\xF0\x9F\xBF\xBE", 4},
      {"\xF4\x90\x80\x80", 4},
      {"\xF8\x88\x80\x80\x80", 5},
      {"\xFC\x84\x80\x80\x80\x80", 6},
      {"\xFD\xBF\xBF\xBF\xBF\xBF", 6},
      {"\xFE\x80", 1},
      {"\xFF", 1},
  };
  for (const Row& row : rows) {
    CodePoint first = first_code_point(row.text);
    EXPECT_FALSE(first.value) << row.text;
    EXPECT_EQ(first.size, row.size) << row.text;
  }
}

TEST(CodePoint, WritesWhatItReads) {
  for (std::uint32_t code_point = 0; code_point < 0x110010; ++code_point) {
    std::string text;
    if (!append_utf8(text, code_point)) {
      ASSERT_EQ(text, "");
      continue;
    }
    CodePoint first = first_code_point(text);
    ASSERT_EQ(first.value, code_point);
    ASSERT_EQ(first.size, text.size());
  }
}

TEST(CodePoint, WritesNoSurrogateNoncharacterOrWhatIsBeyondUnicode) {
  for (std::uint32_t code_point : {0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0x1FFFF, 0x110000}) {
    std::string text;
    EXPECT_FALSE(append_utf8(text, code_point)) << code_point;
  }
}

TEST(CodePoint, ReplacesEachPieceThatIsNoCharacter) {
  EXPECT_EQ(valid_utf8(""), "");
  EXPECT_EQ(valid_utf8("a\u00E9\U0001F600"), "a\u00E9\U0001F600");
  EXPECT_EQ(valid_utf8("\xC3\xC3\xA9"), "\uFFFD\u00E9");
  EXPECT_EQ(valid_utf8("\xF8\x88\x80\x80\x80z\xFF"), "\uFFFDz\uFFFD");
  EXPECT_EQ(valid_utf8("\xE2\x82"), "\uFFFD");
}

}  // namespace
}  // namespace qmp
