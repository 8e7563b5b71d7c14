#include "qom/number.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qom {
namespace {

using qmp::Failure;

/// What a type holds at its edges, and the first numbers it does not hold.
struct Edges {
  std::vector<std::string> types;
  std::string least, below, most, above;
};

const Edges all_edges[] = {
    {{"int8", "int8_t"}, "-128", "-129", "127", "128"},
    {{"int16", "int16_t"}, "-32768", "-32769", "32767", "32768"},
    {{"int32", "int32_t"}, "-2147483648", "-2147483649", "2147483647", "2147483648"},
    {{"int64", "int64_t"},
     "-9223372036854775808",
     "-9223372036854775809",
     "9223372036854775807",
     "9223372036854775808"},
    {{"int"},
     "-9223372036854775808",
     "-9223372036854775809",
     "18446744073709551615",
     "18446744073709551616"},
    {{"uint4"}, "0", "-1", "15", "16"},
    {{"uint8", "uint8_t"}, "0", "-1", "255", "256"},
    {{"uint16", "uint16_t"}, "0", "-1", "65535", "65536"},
    {{"uint32", "uint32_t"}, "0", "-1", "4294967295", "4294967296"},
    {{"uint64", "uint64_t", "size", "usize"},
     "0",
     "-1",
     "18446744073709551615",
     "18446744073709551616"},
    {{"OnOffAuto", ""},
     "-9223372036854775808",
     "-9223372036854775809",
     "18446744073709551615",
     "18446744073709551616"},
};

TEST(Number, EachTypeHoldsItsEdgesAndNothingBeyond) {
  for (const Edges& edges : all_edges) {
    for (const std::string& type : edges.types) {
      SCOPED_TRACE(type);
      for (const std::string& text : {edges.least, edges.most}) {
        auto value = parse_integer(text, type);
        ASSERT_TRUE(value) << text;
        EXPECT_EQ(value->dump(), text);
      }
      for (const std::string& text : {edges.below, edges.above}) {
        auto value = parse_integer(text, type);
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().failure, Failure::out_of_range);
        EXPECT_EQ(value.error().text.find(text), std::string::npos) << "it may be a secret";
      }
    }
  }
}

TEST(Number, KnowsQemusIntegerTypes) {
  for (const Edges& edges : all_edges)
    for (const std::string& type : edges.types)
      EXPECT_EQ(is_integer_type(type), !type.empty() && type != "OnOffAuto");
  for (auto type : {"bool", "str", "INT", "int128", "uint", "size_t", "struct tm"})
    EXPECT_FALSE(is_integer_type(type));
}

struct Row {
  std::string text, type, value;
};

void expect_values(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text + " as " + row.type);
    auto value = parse_integer(row.text, row.type);
    ASSERT_TRUE(value) << value.error().text;
    EXPECT_EQ(value->dump(), row.value);
    EXPECT_TRUE(value->is_number_integer());
  }
}

TEST(Number, IsReadInDecimalAndHex) {
  expect_values({{"0", "int", "0"},
                 {"-0", "uint8", "0"},
                 {"+5", "int", "5"},
                 {"007", "int", "7"},
                 {"0x10", "int", "16"},
                 {"0XfF", "uint8", "255"},
                 {"-0x80", "int8", "-128"},
                 {"0xffffffffffffffff", "uint64", "18446744073709551615"},
                 {"-0x8000000000000000", "int64", "-9223372036854775808"},
                 {"0x1e", "size", "30"}});
}

TEST(Number, ASizeTakesSuffixes) {
  expect_values({{"1K", "size", "1024"},
                 {"1k", "size", "1024"},
                 {"8M", "size", "8388608"},
                 {"3G", "size", "3221225472"},
                 {"2T", "size", "2199023255552"},
                 {"1P", "size", "1125899906842624"},
                 {"15E", "size", "17293822569102704640"},
                 {"0E", "size", "0"}});
}

void expect_failures(Failure failure, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text + " as " + row.type);
    auto value = parse_integer(row.text, row.type);
    ASSERT_FALSE(value) << *value;
    EXPECT_EQ(value.error().failure, failure);
  }
}

TEST(Number, WhatDoesNotFitIsOutOfRange) {
  expect_failures(Failure::out_of_range, {{"16E", "size", ""},
                                          {"18446744073709551615K", "size", ""},
                                          {"-1K", "size", ""},
                                          {"0x100", "uint8", ""},
                                          {"0x10000000000000000", "uint64", ""},
                                          {"99999999999999999999999999", "int", ""},
                                          {"-99999999999999999999999999", "", ""}});
}

TEST(Number, WhatIsNoIntegerIsInvalid) {
  std::vector<Row> rows;
  for (auto text :
       {"",    "-",  "+",  "--1", "+-1", "-+1", "0x",  "0x-1", "x10",   "1.0",  "1e3",
        "1 0", " 1", "1 ", "ten", "0b1", "K",   "1KK", "1B",   "1_000", "true", "\xd9\xa1"})
    rows.push_back({text, "size", ""});
  for (auto type : {"int", "uint64", "usize", "OnOffAuto"}) rows.push_back({"1K", type, ""});
  rows.push_back({"0x1K", "size", ""});
  expect_failures(Failure::invalid_value, rows);
}

}  // namespace
}  // namespace qom
