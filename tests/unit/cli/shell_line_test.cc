#include "cli/shell_line.h"

#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using cli::parse_shell_line;
using Words = std::vector<std::string>;

Words split(const std::string& line) {
  Words words;
  for (const auto& word : cli::split_shell_line(line)) words.push_back(word.text);
  return words;
}

std::string complaint(const std::string& line) {
  try {
    cli::written_arguments(parse_shell_line(line).words);
    return "took it";
  } catch (const cli::UsageError& error) {
    return error.what();
  }
}

TEST(ShellLine, PartsWordsAtBlanks) {
  EXPECT_EQ(split("  qom-get\tpath=/x  property=y \r"),
            (Words{"qom-get", "path=/x", "property=y"}));
  EXPECT_EQ(split(" \t"), Words{});
  EXPECT_EQ(split("a=\"b c\" d='e f' g"), (Words{"a=\"b c\"", "d='e f'", "g"}));
  EXPECT_EQ(split(R"(a="b\" c" d)"), (Words{R"(a="b\" c")", "d"}));
}

TEST(ShellLine, KeepsJsonTogether) {
  EXPECT_EQ(split(R"(a={"b": [1, 2], "c": "} "} d=[ 1 ])"),
            (Words{R"(a={"b": [1, 2], "c": "} "})", "d=[ 1 ]"}));
  EXPECT_EQ(split("path=/machine/device[0] it=don't x"),
            (Words{"path=/machine/device[0]", "it=don't", "x"}));
}

TEST(ShellLine, KnowsWhereWordsBeginAndWhetherTheyStayOpen) {
  const auto words = cli::split_shell_line(" a b='c d");
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[0].begin, 1u);
  EXPECT_FALSE(words[0].open);
  EXPECT_EQ(words[1].begin, 3u);
  EXPECT_EQ(words[1].text, "b='c d");
  EXPECT_TRUE(words[1].open);
  EXPECT_TRUE(cli::split_shell_line("a={\"x\":1").back().open);
}

TEST(ShellLine, HasACommandAndItsWords) {
  const auto line = parse_shell_line("qom-get path=/ property=type");
  EXPECT_EQ(line.command, "qom-get");
  EXPECT_EQ(line.words, (Words{"path=/", "property=type"}));
  EXPECT_FALSE(line.opens || line.closes);
}

TEST(ShellLine, IsNothingForBlanksAndComments) {
  for (const char* text : {"", "   ", "# 'quote", "  #x y=z"}) {
    EXPECT_EQ(parse_shell_line(text).command, "") << text;
    EXPECT_TRUE(parse_shell_line(text).words.empty()) << text;
  }
}

TEST(ShellLine, FindsTheBracketsOfATransaction) {
  const auto opening = parse_shell_line("transaction(");
  EXPECT_TRUE(opening.opens && !opening.closes && opening.command.empty());
  const auto apart = parse_shell_line("transaction (  abort");
  EXPECT_TRUE(apart.opens && !apart.closes);
  EXPECT_EQ(apart.command, "abort");
  const auto whole = parse_shell_line("transaction( add node=d0 )");
  EXPECT_TRUE(whole.opens && whole.closes);
  EXPECT_EQ(whole.command, "add");
  EXPECT_EQ(whole.words, Words{"node=d0"});
  const auto closing = parse_shell_line(")");
  EXPECT_TRUE(!closing.opens && closing.closes && closing.command.empty());
  EXPECT_FALSE(parse_shell_line("transaction actions=[]").opens);
}

TEST(ShellLine, GathersArgumentsByTheirDots) {
  const auto written = cli::written_arguments({"a.b=1", "a.c=x=y", "d="});
  ASSERT_EQ(written.members.size(), 2u);
  EXPECT_EQ(written.members[0].first, "a");
  ASSERT_EQ(written.members[0].second.members.size(), 2u);
  EXPECT_EQ(written.members[0].second.members[1].second.texts.front(), "x=y");
  EXPECT_EQ(written.members[1].second.texts.front(), "");
}

TEST(ShellLine, TakesQuotedValuesForStrings) {
  const auto written =
      cli::written_arguments({R"(a="1 \u0041\n")", R"(b='it\'s "7"')", "c=1", "d=''"});
  EXPECT_EQ(written.members[0].second.texts.front(), "1 A\n");
  EXPECT_TRUE(written.members[0].second.is_string);
  EXPECT_EQ(written.members[1].second.texts.front(), "it's \"7\"");
  EXPECT_TRUE(written.members[1].second.is_string);
  EXPECT_FALSE(written.members[2].second.is_string);
  EXPECT_EQ(written.members[3].second.texts.front(), "");
}

TEST(ShellLine, SaysWhatMakesNoSense) {
  EXPECT_NE(complaint("c a='b").find("not closed: a='b"), std::string::npos);
  EXPECT_NE(complaint("c a={\"b\":'}'").find("not closed"), std::string::npos);
  EXPECT_NE(complaint("c a='b'd").find("behind the closing quote"), std::string::npos);
  EXPECT_NE(complaint("c a=\"\\q\"").find("no JSON string"), std::string::npos);
  EXPECT_NE(complaint("c word").find("'word' is no argument"), std::string::npos);
  EXPECT_NE(complaint("c =1").find("no argument"), std::string::npos);
  EXPECT_EQ(complaint("c a=1 b='x y'"), "took it");
}

}  // namespace
