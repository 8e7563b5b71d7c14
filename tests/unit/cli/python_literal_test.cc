#include "cli/python_literal.h"

#include <gtest/gtest.h>

#include <string>

namespace {

std::string taken(const std::string& text) {
  auto value = cli::parse_python_literal(text);
  return value ? value->dump() : "nothing";
}

TEST(PythonLiteral, IsAListOrADictionary) {
  struct Row {
    std::string text, json;
  };
  const Row rows[] = {
      {"{}", "{}"},
      {"[ ]", "[]"},
      {"{'a': 1}", R"({"a":1})"},
      {"{'a':1,}", R"({"a":1})"},
      {"[1, 2,]", "[1,2]"},
      {"[True, False, None]", "[true,false,null]"},
      {"[true, false, null]", "[true,false,null]"},
      {"{\"a\": {'b': [{'c': []}]}}", R"({"a":{"b":[{"c":[]}]}})"},
      {"[-1, +2, 0x10, -0x10, 1.5e3]", "[-1,2,16,-16,1500.0]"},
      {"[18446744073709551615]", "[18446744073709551615]"},
  };
  for (const Row& row : rows) EXPECT_EQ(taken(row.text), row.json) << row.text;
}

TEST(PythonLiteral, HoldsStringsInQuotesOfEitherKind) {
  EXPECT_EQ(taken(R"(['it"s', "it's"])"), R"(["it\"s","it's"])");
  EXPECT_EQ(taken(R"(['it\'s \\ \n \x41 \101 \u00e9 \U0001f600'])"), "[\"it's \\\\ \\n A A é 😀\"]");
  EXPECT_EQ(taken(R"(['\ud83d\ude00'])"), "[\"😀\"]");
  EXPECT_EQ(taken(R"(['C:\qemu'])"), R"(["C:\\qemu"])");
  EXPECT_EQ(taken("['a, b]', '}']"), R"(["a, b]","}"])");
}

TEST(PythonLiteral, IsNothingElse) {
  for (const char* text : {"",
                           "True",
                           "'a'",
                           "1",
                           "{",
                           "[",
                           "[1",
                           "{'a'}",
                           "{'a':}",
                           "{1: 2}",
                           "{a: 1}",
                           "[,]",
                           "[1,,2]",
                           "[1] 2",
                           "['a]",
                           "['\\",
                           R"(['\x4'])",
                           R"(['\ud83d'])",
                           R"(['\U00110000'])",
                           "[0x]",
                           "[0xg]",
                           "[nan]",
                           "[1_000]",
                           "[f()]",
                           "(1, 2)",
                           "[--1]"})
    EXPECT_EQ(taken(text), "nothing") << text;
}

TEST(PythonLiteral, EndsBeforeItIsTooDeep) {
  EXPECT_NE(taken(std::string(60, '[') + std::string(60, ']')), "nothing");
  EXPECT_EQ(taken(std::string(100'000, '[') + std::string(100'000, ']')), "nothing");
}

TEST(PythonLiteral, IsOnlyTakenIfItCanBeSent) {
  using qom::Shape;
  EXPECT_TRUE(cli::structure_from_text("{'a': 1}", Shape::object));
  EXPECT_TRUE(cli::structure_from_text("{\"a\": 1}", Shape::object));
  EXPECT_FALSE(cli::structure_from_text("{'a': 1}", Shape::array));
  EXPECT_FALSE(cli::structure_from_text("['\\uffff']", Shape::array));
  EXPECT_FALSE(cli::structure_from_text("['\xff']", Shape::array));
}

TEST(PythonLiteral, SaysThatANumberIsTooLarge) {
  for (auto text : {"{'a': 1e400}", "{\"a\":-1e400}", "{'a': [True, +1E999]}"}) {
    auto value = cli::structure_from_text(text, qom::Shape::object);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().failure, qmp::Failure::out_of_range) << text;
  }
}

}  // namespace
