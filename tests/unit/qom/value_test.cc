#include "qom/value.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qom {
namespace {

using qmp::Failure;

const std::vector<std::string> all_shapes_as_json = {
    "null",
    "true",
    "false",
    "0",
    "5",
    "-1",
    "18446744073709551615",
    "-9223372036854775808",
    "0.1",
    "-2.5e+300",
    R"("")",
    R"("text")",
    R"(" blanks around ")",
    R"("a\nb\n")",
    R"("ä☃😀")",
    R"("x\u0000y")",
    R"("\"quoted\" \\ \u0007")",
    R"("5")",
    R"("true")",
    R"("null")",
    R"("{\"a\":1}")",
    "[]",
    "{}",
    "[1,\"a\",null,[true]]",
    R"({"b":{"d":[18446744073709551615]},"a":"x\ny"})",
    R"([{"features":0,"cpuid-register":"EAX"}])",
};

TEST(Value, ReadingWhatWasPrintedGivesTheSame) {
  for (const std::string& json : all_shapes_as_json) {
    SCOPED_TRACE(json);
    const Json value = Json::parse(json);
    auto again = from_text(to_text(value), shape_of(value), "");
    ASSERT_TRUE(again) << again.error().text;
    EXPECT_EQ(*again, value);
    EXPECT_EQ(again->dump(), value.dump());
  }
}

TEST(Value, IsPrintedAsOneLineButForStrings) {
  EXPECT_EQ(to_text("a\nb"), "a\nb");
  EXPECT_EQ(to_text(""), "");
  EXPECT_EQ(to_text(true), "true");
  EXPECT_EQ(to_text(Json()), "null");
  EXPECT_EQ(to_text(18446744073709551615u), "18446744073709551615");
  EXPECT_EQ(to_text(Json::parse(R"({ "b" : [ 1, "x\ny" ], "a" : { } })")),
            R"({"b":[1,"x\ny"],"a":{}})");
}

TEST(Value, HasTheShapeOfItsJson) {
  const std::pair<std::string, Shape> rows[] = {
      {"null", Shape::null},  {"true", Shape::boolean},
      {"-1", Shape::integer}, {"18446744073709551615", Shape::integer},
      {"1.0", Shape::number}, {"\"\"", Shape::string},
      {"[]", Shape::array},   {"{}", Shape::object},
  };
  for (auto& [json, shape] : rows) EXPECT_EQ(shape_of(Json::parse(json)), shape) << json;
}

TEST(Value, TheTypeDeclaresTheShapeOfScalarsOnly) {
  EXPECT_EQ(declared_shape("bool"), Shape::boolean);
  for (auto type : {"str", "string"}) EXPECT_EQ(declared_shape(type), Shape::string);
  for (auto type : {"int", "uint8", "int32_t", "uint64_t", "size"})
    EXPECT_EQ(declared_shape(type), Shape::integer);
  for (auto type : {"", "OnOffAuto", "struct tm", "strList", "list", "child<irq>", "link<irq>",
                    "Bool", "busnr"})
    EXPECT_EQ(declared_shape(type), std::nullopt) << type;
}

TEST(Value, QemusComplaintNamesTheExpectedShape) {
  const std::pair<std::string, std::optional<Shape>> rows[] = {
      {"Invalid parameter type for 'N', expected: integer", Shape::integer},
      {"Invalid parameter type for 'N', expected: boolean", Shape::boolean},
      {"Invalid parameter type for 'N', expected: string", Shape::string},
      {"Invalid parameter type for 'N', expected: number", Shape::number},
      {"Invalid parameter type for 'N', expected: array", Shape::array},
      {"Invalid parameter type for 'N', expected: object", Shape::object},
      {"Invalid parameter type for 'N', expected: null", Shape::null},
      {"Invalid parameter type for 'a', expected: integer', expected: string", Shape::string},
      {"Invalid parameter type for 'N', expected: memory-backend", std::nullopt},
      {"Invalid parameter type for 'N', expected: integer ", std::nullopt},
      {"Invalid parameter type for 'N', expected: ", std::nullopt},
      {"Invalid parameter type for 'N'", std::nullopt},
      {"invalid parameter type for 'N', expected: integer", std::nullopt},
      {"Parameter 'N' expects int32_t", std::nullopt},
      {"", std::nullopt},
  };
  for (auto& [sentence, shape] : rows) EXPECT_EQ(expected_shape(sentence), shape) << sentence;
}

struct Row {
  std::string text;
  Shape shape;
  std::string json;
};

TEST(Value, TextIsReadByShape) {
  const Row rows[] = {
      {"true", Shape::boolean, "true"},
      {"on", Shape::boolean, "true"},
      {"yes", Shape::boolean, "true"},
      {"1", Shape::boolean, "true"},
      {"false", Shape::boolean, "false"},
      {"off", Shape::boolean, "false"},
      {"no", Shape::boolean, "false"},
      {"0", Shape::boolean, "false"},
      {" on\n", Shape::boolean, "true"},
      {" 5 ", Shape::integer, "5"},
      {"0x10\r\n", Shape::integer, "16"},
      {"5", Shape::number, "5"},
      {" 2.5 ", Shape::number, "2.5"},
      {" a ", Shape::string, "\" a \""},
      {"null", Shape::string, "\"null\""},
      {" [1 , 2]\n", Shape::array, "[1,2]"},
      {"{ \"a\" : 1 }", Shape::object, "{\"a\":1}"},
      {" null ", Shape::null, "null"},
      {"5", Shape::null, "5"},
      {"text", Shape::null, "\"text\""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    auto value = from_text(row.text, row.shape, "");
    ASSERT_TRUE(value) << value.error().text;
    EXPECT_EQ(value->dump(), row.json);
  }
}

TEST(Value, TextOfAnotherShapeIsInvalid) {
  const Row rows[] = {
      {"", Shape::boolean, ""},     {"TRUE", Shape::boolean, ""},
      {"2", Shape::boolean, ""},    {"on off", Shape::boolean, ""},
      {"auto", Shape::boolean, ""}, {"", Shape::integer, ""},
      {"5.0", Shape::integer, ""},  {"on", Shape::integer, ""},
      {"", Shape::number, ""},      {"inf", Shape::number, ""},
      {"nan", Shape::number, ""},   {"true", Shape::number, ""},
      {"\"5\"", Shape::number, ""}, {"\xff", Shape::string, ""},
      {"a\xc3", Shape::string, ""}, {"\xed\xa0\x80", Shape::string, ""},
      {"{}", Shape::array, ""},     {"[]", Shape::object, ""},
      {"[1,", Shape::array, ""},    {"[1]]", Shape::array, ""},
      {"", Shape::object, ""},      {"{'a':1}", Shape::object, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    auto value = from_text(row.text, row.shape, "");
    ASSERT_FALSE(value) << *value;
    EXPECT_EQ(value.error().failure, Failure::invalid_value);
    EXPECT_FALSE(value.error().text.empty());
  }
}

/// nlohmann's double for it is written as null.
TEST(Value, ANumberBeyondADoubleIsOutOfRange) {
  const Row rows[] = {{"1e400", Shape::number, ""},
                      {"-1e400", Shape::number, ""},
                      {"{\"a\":1e400}", Shape::object, ""},
                      {"[1,[1E999]]", Shape::array, ""}};
  for (auto& [text, shape, type] : rows) {
    auto value = from_text(text, shape, type);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().failure, Failure::out_of_range) << text;
    EXPECT_NE(value.error().text.find("1.8e308"), std::string::npos) << value.error().text;
  }
  for (auto text : {"1e400x", "1e400 1", "[1e400", "[1e400]]"})
    EXPECT_EQ(from_text(text, Shape::number, "").error().failure, Failure::invalid_value) << text;
}

TEST(Value, TextThatQemuWouldRefuseToParseIsInvalid) {
  auto is_refused = [](const qmp::Result<Json>& value) {
    return !value && value.error().failure == Failure::invalid_value;
  };
  EXPECT_TRUE(is_refused(from_text("a\uFFFF", Shape::string, "str")));
  EXPECT_TRUE(is_refused(from_text("a\xC3", Shape::string, "str")));
  EXPECT_TRUE(is_refused(from_text(R"(["\ufdd0"])", Shape::array, "strList")));
  EXPECT_TRUE(is_refused(from_text(R"({"\ud83f\udffe":1})", Shape::object, "")));
  EXPECT_TRUE(is_refused(guess_from_text("\uFFFE")));
  EXPECT_TRUE(is_refused(guess_from_text(R"(["\uFFFE"])")));
}

TEST(Value, ANulDoesNotEndTheText) {
  using std::operator""s;
  EXPECT_FALSE(from_text("[1]\0[2]"s, Shape::array, "strList"));
  EXPECT_FALSE(from_text("5\0x"s, Shape::number, "number"));
  EXPECT_EQ(guess_from_text("{}\0{}"s).value(), Json("{}\0{}"s));
}

TEST(Value, TheDeclaredTypeBoundsIntegers) {
  EXPECT_EQ(from_text("256", Shape::integer, "uint8").error().failure, Failure::out_of_range);
  EXPECT_EQ(from_text("-1", Shape::integer, "uint64").error().failure, Failure::out_of_range);
  EXPECT_EQ(*from_text("8M", Shape::integer, "size"), 8388608);
}

TEST(Value, ALongTextIsQuotedOnlyByItsBeginning) {
  auto value = from_text(std::string(100000, 'x'), Shape::boolean, "bool");
  ASSERT_FALSE(value);
  EXPECT_LT(value.error().text.size(), 200u);
}

TEST(Value, DeepNestingIsNobodysValue) {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_EQ(from_text(deep, Shape::array, "").error().failure, Failure::invalid_value);
  EXPECT_EQ(*guess_from_text(deep), deep);
  const std::string allowed = std::string(64, '[') + std::string(64, ']');
  EXPECT_EQ(from_text(allowed, Shape::array, "")->dump(), allowed);
}

TEST(Value, AGuessIsJsonWhereItMeansItselfElseAString) {
  const std::pair<std::string, std::string> rows[] = {
      {"5", "5"},
      {"-1", "-1"},
      {"18446744073709551615", "18446744073709551615"},
      {"2.5", "2.5"},
      {"true", "true"},
      {"false", "false"},
      {"[1, 2]", "[1,2]"},
      {"{\"a\": 1}", "{\"a\":1}"},
      {"null", "\"null\""},
      {"on", "\"on\""},
      {"auto", "\"auto\""},
      {"", "\"\""},
      {"06.0", "\"06.0\""},
      {"0x10", "\"0x10\""},
      {"\"5\"", "\"\\\"5\\\"\""},
      {"{a}", "\"{a}\""},
      {"[1", "\"[1\""},
      {"1e400", "\"1e400\""},
      {"inf", "\"inf\""},
      {" text ", "\" text \""},
      {"/machine", "\"/machine\""},
  };
  for (auto& [text, json] : rows) EXPECT_EQ(guess_from_text(text)->dump(), json) << text;
  EXPECT_EQ(guess_from_text("\xff").error().failure, Failure::invalid_value);
}

TEST(Value, JsonIsIncompleteWhileSomethingIsOpen) {
  for (auto text :
       {"{", "[", " \n{", "{\"a\":", "[1,2", "{\"a\":\"}", "[[]", "{\"a\":\"\\\"}", "[\"]"})
    EXPECT_TRUE(is_incomplete(text)) << text;
  for (auto text : {"", " ", "{}", "[1]", "[1]\n", "{\"a\":\"{\"}", "5", "\"", "\"{", "a{", "}",
                    "]{", "{}}", "on"})
    EXPECT_FALSE(is_incomplete(text)) << text;
}

}  // namespace
}  // namespace qom
