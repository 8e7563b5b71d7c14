#include "cli/resized_line.h"

#include <gtest/gtest.h>

namespace {

using cli::ResizedLine;

TEST(ResizedLine, TellsByTheCursorWhatTheTerminalDid) {
  const ResizedLine narrowed = {70, 80, 40};
  EXPECT_EQ(narrowed.rows_above({{10, 31}}), 1u) << "wrapped anew: 70 = 40 + 30";
  EXPECT_EQ(narrowed.rows_above({{10, 40}}), 0u) << "cut at the edge";
  const ResizedLine longer = {170, 80, 40};
  EXPECT_EQ(longer.rows_above({{10, 11}}), 2u) << "both fit";
  const ResizedLine widened = {100, 40, 80};
  EXPECT_EQ(widened.rows_above({{10, 21}}), 1u) << "both fit: 100 = 80 + 20 = 40 + 40 + 20";
  EXPECT_EQ((ResizedLine{110, 60, 80}).rows_above({{10, 31}}), 1u);
}

TEST(ResizedLine, ClearsTooLittleRatherThanTooMuch) {
  EXPECT_EQ((ResizedLine{70, 80, 40}).rows_above(std::nullopt), 0u);
  EXPECT_EQ((ResizedLine{70, 80, 40}).rows_above({{10, 5}}), 0u) << "neither fits";
}

TEST(ResizedLine, BeginsOnTheScreen) {
  EXPECT_EQ((ResizedLine{1030, 80, 20}).rows_above({{3, 11}}), 2u);
}

TEST(ResizedLine, IsWhereItWasWhenNothingChanged) {
  EXPECT_EQ((ResizedLine{170, 80, 80}).rows_above({{10, 11}}), 2u);
}

}  // namespace
