#include "cli/position_report.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using cli::CursorPosition;

TEST(PositionReports, AreTakenOutOfTheKeys) {
  cli::PositionReports reports;
  reports.expect();
  std::string bytes = "a\033[A\033[12;40Rb";
  EXPECT_EQ(reports.take(bytes), (CursorPosition{12, 40}));
  EXPECT_EQ(bytes, "a\033[Ab");
  EXPECT_FALSE(reports.expected());
}

TEST(PositionReports, AreKeysWhileNobodyAsked) {
  cli::PositionReports reports;
  std::string bytes = "\033[1;2R";
  EXPECT_FALSE(reports.take(bytes));
  EXPECT_EQ(reports.keys_in(bytes), bytes.size());
}

TEST(PositionReports, MayComeInPieces) {
  cli::PositionReports reports;
  reports.expect();
  const std::string whole = "\033[12;40R";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    std::string bytes = "ab" + whole.substr(0, size);
    EXPECT_FALSE(reports.take(bytes));
    EXPECT_EQ(reports.keys_in(bytes), 2u) << size;
  }
  std::string bytes = "ab" + whole;
  EXPECT_TRUE(reports.take(bytes));
  EXPECT_EQ(bytes, "ab");
}

TEST(PositionReports, LeaveOtherKeysAlone) {
  cli::PositionReports reports;
  reports.expect();
  for (const std::string keys :
       {"\033[A", "\033b", "\033[3~", "\033[1;5C", "\033[;R", "\033[0;1R"}) {
    std::string bytes = keys;
    EXPECT_FALSE(reports.take(bytes)) << keys;
    EXPECT_EQ(reports.keys_in(bytes), keys.size()) << keys;
  }
}

}  // namespace
