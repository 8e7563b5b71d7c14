#include "cli/text_width.h"

#include "support/utf8.h"

#include <gtest/gtest.h>

namespace {

using cli::shortened;
using cli::width_of;

TEST(TextWidth, CountsColumnsAndNotBytes) {
  const support::Utf8 utf8;
  EXPECT_EQ(width_of(""), 0u);
  EXPECT_EQ(width_of("abc"), 3u);
  EXPECT_EQ(width_of("├─ é"), 4u);
  EXPECT_EQ(width_of("日本"), 4u);
  EXPECT_EQ(width_of("e\u0301"), 1u) << "an accent stands on the letter before";
}

TEST(TextWidth, CountsCharactersWhereTheLocaleKnowsNone) {
  EXPECT_EQ(width_of("├─ é"), 4u);
  EXPECT_EQ(shortened("ééé", 2, "."), "é.");
}

TEST(TextWidth, ShortensToTheWidth) {
  const support::Utf8 utf8;
  EXPECT_EQ(shortened("abcdef", 6, "…"), "abcdef");
  EXPECT_EQ(shortened("abcdef", 5, "…"), "abcd…");
  EXPECT_EQ(shortened("abcdef", 5, "..."), "ab...");
  EXPECT_EQ(shortened("abcdef", 2, "..."), "..");
  EXPECT_EQ(shortened("abcdef", 0, "..."), "");
  EXPECT_EQ(shortened("日本語", 5, "…"), "日本…");
  EXPECT_EQ(shortened("日本語", 4, "…"), "日…") << "half a character is none";
}

}  // namespace
