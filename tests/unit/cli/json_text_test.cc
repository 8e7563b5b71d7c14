#include "cli/json_text.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using cli::indented;
using cli::on_one_line;
using qmp::Json;

Json parsed(const char* text) { return Json::parse(text); }

TEST(JsonText, BreaksAndIndentsStructures) {
  EXPECT_EQ(indented(parsed(R"({"b":[1,{"c":null}],"a":{},"d":[]})")),
            "{\n"
            "  \"b\": [\n"
            "    1,\n"
            "    {\n"
            "      \"c\": null\n"
            "    }\n"
            "  ],\n"
            "  \"a\": {},\n"
            "  \"d\": []\n"
            "}\n");
}

TEST(JsonText, PrintsScalarsAsTheyAre) {
  EXPECT_EQ(indented(parsed("18446744073709551615")), "18446744073709551615\n");
  EXPECT_EQ(indented(parsed("\"a\\nb\"")), "\"a\\nb\"\n");
  EXPECT_EQ(indented(parsed("true")), "true\n");
}

TEST(JsonText, StaysJsonWhateverItHolds) {
  const Json value = {{"k\033\u202e", "v\u009b\x7f\n\""}, {"n", 1.5}};
  for (const std::string& text : {indented(value), on_one_line(value)}) {
    EXPECT_EQ(Json::parse(text), value);
    EXPECT_EQ(text.find('\033'), text.npos);
    EXPECT_EQ(text.find("\u202e"), text.npos);
    EXPECT_EQ(text.find("\u009b"), text.npos);
  }
}

TEST(JsonText, FitsOnOneLineAsQemuWritesIt) {
  EXPECT_EQ(on_one_line(parsed(R"({"b":[1,2],"a":{}})")), R"({"b": [1, 2], "a": {}})");
}

TEST(JsonText, ColoursNamesAndValuesApart) {
  const cli::Palette& palette = cli::coloured;
  const std::string text = on_one_line(parsed(R"({"a":"b","c":1,"d":true})"), palette);
  const std::string end(palette.end);
  EXPECT_EQ(text, "{" + std::string(palette.name) + "\"a\"" + end + ": " +
                      std::string(palette.string) + "\"b\"" + end + ", " +
                      std::string(palette.name) + "\"c\"" + end + ": " +
                      std::string(palette.number) + "1" + end + ", " + std::string(palette.name) +
                      "\"d\"" + end + ": " + std::string(palette.word) + "true" + end + "}");
}

}  // namespace
