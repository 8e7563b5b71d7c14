#include "qmp/request_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace qmp {
namespace {

constexpr std::size_t most = 64 * 1024;

/// One line for each value (its text) or fault (`!` and its sentence).
std::vector<std::string> drain(RequestReader& reader) {
  std::vector<std::string> lines;
  while (auto input = reader.next()) {
    auto* request = std::get_if<Request>(&*input);
    lines.push_back(request ? request->value.dump() : "!" + std::get<JsonFault>(*input).text);
  }
  return lines;
}

std::vector<std::string> read(std::string_view bytes) {
  RequestReader reader(most);
  reader.feed(bytes);
  return drain(reader);
}

std::vector<std::string> read_byte_by_byte(std::string_view bytes) {
  RequestReader reader(most);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    reader.feed(bytes.substr(at, 1));
    for (std::string& line : drain(reader)) lines.push_back(std::move(line));
  }
  return lines;
}

Json only_value(std::string_view bytes) {
  RequestReader reader(most);
  reader.feed(bytes);
  auto input = reader.next();
  EXPECT_TRUE(input && std::holds_alternative<Request>(*input)) << bytes;
  EXPECT_FALSE(reader.next()) << bytes;
  return input ? std::get<Request>(*input).value : Json();
}

struct Row {
  std::string bytes;
  std::vector<std::string> lines;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(read(row.bytes), row.lines) << row.bytes;
    EXPECT_EQ(read_byte_by_byte(row.bytes), row.lines) << row.bytes;
  }
}

std::string parse_error(const std::string& what) { return "!JSON parse error, " + what; }
std::string stray(const std::string& what) { return parse_error("stray '" + what + "'"); }

TEST(RequestReader, GivesAValueWithItsLastBracket) {
  expect_rows({
      {"{}", {"{}"}},
      {"[]", {"[]"}},
      {"{}{}\n[1, 2]", {"{}", "{}", "[1,2]"}},
      {R"({"b":1,"a":{"c":[true,false,null]}})", {R"({"b":1,"a":{"c":[true,false,null]}})"}},
      {R"({"b":1,"a":{"c":[true)", {}},
      {"\"a\"", {"\"a\""}},
  });
}

TEST(RequestReader, GivesANumberOrWordWithTheByteBehindIt) {
  expect_rows({
      {"5", {}},
      {"5 ", {"5"}},
      {"null", {}},
      {"null\n", {"null"}},
      {"true[]", {"true", "[]"}},
      {"5x ", {"5", parse_error("invalid keyword 'x'")}},
      {"5\"a\"", {"5", "\"a\""}},
      {"0e1 ", {"0", parse_error("invalid keyword 'e'"), "1"}},
  });
}

TEST(RequestReader, TakesWhatQemuTakesBeyondJson) {
  expect_rows({
      {"{'execute':'x'}", {R"({"execute":"x"})"}},
      {"'a\"b'", {R"("a\"b")"}},
      {"\"a'b\"", {R"("a'b")"}},
      {R"('\'\"')", {R"("'\"")"}},
      {"\"\x7F\"", {"\"\x7F\""}},
  });
  EXPECT_EQ(only_value("'\\u0000'"), std::string(1, '\0'));
  EXPECT_EQ(only_value("'\xC0\x80'"), std::string(1, '\0'));
}

TEST(RequestReader, ReadsEscapes) {
  EXPECT_EQ(only_value(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(only_value(R"("\u00e9\u20AC")"), "\u00E9\u20AC");
  EXPECT_EQ(only_value(R"("\ud83d\ude00")"), "\U0001F600");
}

TEST(RequestReader, KeepsIntegersOf64BitsExact) {
  EXPECT_EQ(only_value("[18446744073709551615]").dump(), "[18446744073709551615]");
  EXPECT_EQ(only_value("[-9223372036854775808]").dump(), "[-9223372036854775808]");
  EXPECT_EQ(only_value("[-0]").dump(), "[0]");
}

TEST(RequestReader, MakesOtherNumbersDoubles) {
  EXPECT_EQ(only_value("[18446744073709551616]")[0].get<double>(), 18446744073709551616.0);
  EXPECT_EQ(only_value("[-9223372036854775809]")[0].get<double>(), -9223372036854775808.0);
  EXPECT_EQ(only_value("[0.1]")[0].get<double>(), 0.1);
  EXPECT_EQ(only_value("[1e-400]")[0].get<double>(), 0.0);
  EXPECT_TRUE(std::signbit(only_value("[-0.0]")[0].get<double>()));
  EXPECT_TRUE(std::isinf(only_value("[1e400]")[0].get<double>()));
}

TEST(RequestReader, NamesAStrayTokenAtOnce) {
  expect_rows({
      {"X", {stray("X")}},
      {"%d", {stray("%")}},
      {"01", {stray("01")}},
      {"1.x", {stray("1.x")}},
      {"1e+ ", {stray("1e+ ")}},
      {"- ", {stray("- ")}},
      {"\"a\n", {stray("\"a\n")}},
      {"\"a\\\x01", {stray("\"a\\\x01")}},
      {"[1,X", {stray("X")}},
  });
}

TEST(RequestReader, ShowsAStrayTokenAsUtf8UpToItsFirstNul) {
  expect_rows({
      {"\xFF", {stray("\uFFFD")}},
      {"\xC3\xA9", {stray("\uFFFD")}},
      {"\"\xC3\xA9\xC3\x01", {stray("\"\u00E9\uFFFD\x01")}},
      {"\"\xEF\xBF\xBF\xF8\x88\x80\x80\x80\x01", {stray("\"\uFFFD\uFFFD\x01")}},
      {std::string("\"abc\0", 5), {stray("\"abc")}},
  });
}

TEST(RequestReader, IsHeardAgainAfterAStrayToken) {
  expect_rows({
      {"\x1B{}", {stray("\x1B"), "{}"}},
      {"\xFF[]", {stray("\uFFFD"), "[]"}},
      {"X 5 yz\t\"a\" {}", {stray("X"), "{}"}},
      {"X yz\n5 ", {stray("X"), "5"}},
      {"X yz\r5 ", {stray("X"), "5"}},
      {"X yz\xFE", {stray("X"), stray("\uFFFD")}},
      {"X:[]", {stray("X"), parse_error("expecting value"), "[]"}},
      {"{\"a\":X}{}", {stray("X"), parse_error("expecting value"), "{}"}},
      {"/* { */[]", {stray("/"), stray("*"), "[]"}},
  });
}

TEST(RequestReader, SaysWhatIsWrongWhenTheBracketsAreClosed) {
  expect_rows({
      {"{xyz:1", {}},
      {"{xyz:1}", {parse_error("invalid keyword 'xyz'")}},
      {"[1,]", {parse_error("expecting value")}},
      {"[1 2]", {parse_error("expected separator in list")}},
      {"{\"a\" 1}", {parse_error("missing : in object pair")}},
      {"{\"a\":1 \"b\":2}", {parse_error("expected separator in dict")}},
      {"{\"a\":1,}", {parse_error("expecting value")}},
      {"{1:2}", {parse_error("key is not a string in object")}},
      {"{[1]:2}", {parse_error("key is not a string in object")}},
      {"{'a':1,'\\u0061':2}", {parse_error("duplicate key")}},
      {"{'a':{'a':{}},'b':{'a':1}}", {R"({"a":{"a":{}},"b":{"a":1}})"}},
      {"{'a':1,'a':x}", {parse_error("invalid keyword 'x'")}},
      {"[x,{1}]", {parse_error("invalid keyword 'x'")}},
  });
}

TEST(RequestReader, CountsBracesAndBracketsApart) {
  expect_rows({
      {"]", {parse_error("expecting value")}},
      {"{]", {parse_error("expecting value")}},
      {"{[}", {}},
      {"{[}]", {parse_error("expecting value")}},
      {"[[}]", {parse_error("expecting value"), parse_error("expecting value")}},
      {"{\"a\":{}]{}", {parse_error("expected separator in dict"), "{}"}},
  });
}

TEST(RequestReader, SaysWhatIsWrongWithAString) {
  const std::string no_character = " is not a valid Unicode character";
  expect_rows({
      {R"("\x")", {parse_error("invalid escape sequence in string")}},
      {R"("\ud800")", {parse_error("\\ud800" + no_character)}},
      {R"("\ud800\u0041")", {parse_error("\\ud800" + no_character)}},
      {R"("\udc00\ud800")", {parse_error("\\udc00" + no_character)}},
      {R"("\uffff")", {parse_error("\\uffff" + no_character)}},
      {R"("\ud83f\udffe")", {parse_error("\\ud83f\\udffe" + no_character)}},
      {R"("\u12g4")", {parse_error("\\u12g4" + no_character)}},
      {R"("\u12")", {parse_error("\\u12\"" + no_character)}},
      {"\"\xC0\x81\"", {parse_error("invalid UTF-8 sequence in string")}},
      {"\"\xED\xA0\x80\"", {parse_error("invalid UTF-8 sequence in string")}},
      {"\"\xEF\xBF\xBF\"", {parse_error("invalid UTF-8 sequence in string")}},
      {"\"\xF4\x90\x80\x80\"", {parse_error("invalid UTF-8 sequence in string")}},
  });
}

TEST(RequestReader, CutsASentenceAsQemusBufferDoes) {
  const std::string word(2000, 'a');
  const std::string start = "!JSON parse error, invalid keyword '";
  expect_rows({{word + " ", {start + std::string(1023 - 17, 'a')}}});
}

}  // namespace
}  // namespace qmp
