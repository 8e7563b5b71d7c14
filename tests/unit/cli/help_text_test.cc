#include "cli/help_text.h"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(HelpText, ThatFitsIsLeftAsItIs) {
  const std::string text =
      "Usage: qmp\n\n  -h,--help      Print this\n" + std::string(80, 'x') + "\n";
  EXPECT_EQ(cli::fitted(text), text);
}

TEST(HelpText, GoesOnBelowItsSecondColumn) {
  const std::string option = "  --timeout SEC       ";
  const std::string words = std::string(50, 'a') + " and " + std::string(40, 'b');
  EXPECT_EQ(cli::fitted(option + words + "\n"), option + std::string(50, 'a') + " and\n" +
                                                    std::string(option.size(), ' ') +
                                                    std::string(40, 'b') + "\n");
}

TEST(HelpText, GoesOnWhereItBeganIfItHasOneColumn) {
  const std::string line = "  " + std::string(60, 'a') + " " + std::string(60, 'b');
  EXPECT_EQ(cli::fitted(line), "  " + std::string(60, 'a') + "\n  " + std::string(60, 'b') + "\n");
}

TEST(HelpText, IsBrokenAsOftenAsItTakes) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "word ";
  const std::string text = cli::fitted("  option  " + words);
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != text.npos; begin = end + 1)
    EXPECT_LE(end - begin, 80u);
}

TEST(HelpText, KeepsTogetherWhatHoldsNoBlank) {
  const std::string line = "    " + std::string(200, 'x');
  EXPECT_EQ(cli::fitted(line), line + "\n");
}

}  // namespace
