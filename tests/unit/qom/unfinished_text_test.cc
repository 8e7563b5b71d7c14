#include "qom/unfinished_text.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace {

using qom::is_unfinished;
using qom::Shape;

TEST(UnfinishedText, IsTheBeginningOfAnInteger) {
  for (const char* text : {"-", "+", "0x", "-0x", "0X", "", " ", " -"})
    EXPECT_TRUE(is_unfinished(text, Shape::integer, "int")) << text;
}

TEST(UnfinishedText, IsNoIntegerThatIsOneAlready) {
  for (const char* text : {"0", "-5", "0x1", "12 "})
    EXPECT_FALSE(is_unfinished(text, Shape::integer, "int")) << text;
}

TEST(UnfinishedText, IsNoIntegerThatNeverBecomesOne) {
  for (const char* text : {"x", "--", "1x", "0xg", "8M", "1.", "- ", "four"})
    EXPECT_FALSE(is_unfinished(text, Shape::integer, "int")) << text;
}

TEST(UnfinishedText, IsNoIntegerThatDoesNotFit) {
  EXPECT_FALSE(is_unfinished("256", Shape::integer, "uint8"));
  EXPECT_FALSE(is_unfinished("-1", Shape::integer, "uint8"));
}

TEST(UnfinishedText, IsTheBeginningOfANumber) {
  for (const char* text : {"-", "1.", "1e", "1e+", "-2.5e-", ""})
    EXPECT_TRUE(is_unfinished(text, Shape::number, "number")) << text;
  for (const char* text : {"1", "1.5", "1e5", "00", "x", ".", "1e+-"})
    EXPECT_FALSE(is_unfinished(text, Shape::number, "number")) << text;
}

TEST(UnfinishedText, IsTheBeginningOfABoolean) {
  for (const char* text : {"", " ", "t", "tru", "f", "fals", "o", "of", "y", "ye", "n", " tr"})
    EXPECT_TRUE(is_unfinished(text, Shape::boolean, "bool")) << text;
  for (const char* text : {"true", "off", "on", "no", "0", "1", "x", "truely", "10", "t "})
    EXPECT_FALSE(is_unfinished(text, Shape::boolean, "bool")) << text;
}

TEST(UnfinishedText, IsFinishedByANewline) {
  EXPECT_FALSE(is_unfinished("-\n", Shape::integer, "int"));
  EXPECT_FALSE(is_unfinished("1e\n", Shape::number, "number"));
  EXPECT_FALSE(is_unfinished("tr\n", Shape::boolean, "bool"));
  EXPECT_FALSE(is_unfinished("[0,\n", Shape::integer, "int"));
}

TEST(UnfinishedText, IsAnOpenObjectOrArrayWithItsLines) {
  for (std::optional<Shape> shape : {std::optional<Shape>(), std::optional(Shape::object),
                                     std::optional(Shape::array), std::optional(Shape::null)}) {
    EXPECT_TRUE(is_unfinished("{\n\"a\":", shape, "Thing"));
    EXPECT_FALSE(is_unfinished("{\"a\":1}", shape, "Thing"));
    EXPECT_FALSE(is_unfinished("tr", shape, "Thing"));
  }
}

/// `host-nodes` declares an integer and holds a list.
TEST(UnfinishedText, IsAListInPlaceOfAScalar) {
  EXPECT_TRUE(is_unfinished("[0,", Shape::integer, "int"));
  EXPECT_FALSE(is_unfinished("[0,1]", Shape::integer, "int"));
}

TEST(UnfinishedText, IsTheBeginningOfAnEnum) {
  EXPECT_TRUE(is_unfinished("au", Shape::string, "OnOffAuto"));
  EXPECT_TRUE(is_unfinished("au", std::nullopt, "OnOffAuto"));
  for (const char* text : {"auto", "x", "au\n", "auto\n"})
    EXPECT_FALSE(is_unfinished(text, Shape::string, "OnOffAuto")) << text;
}

TEST(UnfinishedText, EndsWithinACharacter) {
  const std::string characters[] = {"\u00e9", "\u0800",     "\u20ac",     "\ud7ff",
                                    "\uffee", "\U00010000", "\U0001f600", "\U0010fff0"};
  for (const std::string& character : characters) {
    for (std::size_t size = 1; size < character.size(); ++size) {
      std::string text = "caf" + character + character.substr(0, size);
      EXPECT_TRUE(is_unfinished(text, Shape::string, "str")) << text;
      EXPECT_TRUE(is_unfinished(text, std::nullopt, "Thing")) << text;
      EXPECT_TRUE(is_unfinished(text, Shape::null, "Thing")) << text;
      EXPECT_FALSE(is_unfinished(text + "x", Shape::string, "str")) << text;
      EXPECT_FALSE(is_unfinished("\xFF" + text, Shape::string, "str")) << text;
    }
    EXPECT_FALSE(is_unfinished(character, Shape::string, "str")) << character;
  }
}

TEST(UnfinishedText, EndsWithinNoCharacterThatThereIsNot) {
  for (const char* text : {"\x80", "\xFF", "\xC0", "\xC1", "\xE0\x80", "\xED\xA0", "\xF0\x80",
                           "\xF4\x90", "\xF5", "\xC3\n", "\xE2\x82\xAC\x82"})
    EXPECT_FALSE(is_unfinished(text, Shape::string, "str")) << text;
}

TEST(UnfinishedText, IsNoStringOfWholeCharacters) {
  for (const char* text : {"", "{", "-", "tr"})
    EXPECT_FALSE(is_unfinished(text, Shape::string, "str")) << text;
}

}  // namespace
