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

TEST(UnfinishedText, IsNeverAString) {
  for (const char* text : {"", "{", "-", "tr"})
    EXPECT_FALSE(is_unfinished(text, Shape::string, "str")) << text;
}

}  // namespace
