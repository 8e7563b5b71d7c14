#include "cli/printable.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using cli::Notation;
using cli::printable;
using namespace std::string_literals;

TEST(Printable, LeavesWhatTerminalsShow) {
  for (const std::string& text : {"plain text"s, "Grüße"s, "日本"s, "🙂"s, "a\\x2fb[0]"s, ""s})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, EscapesWhatTerminalsObey) {
  struct Row {
    std::string text, shown;
  };
  const Row rows[] = {
      {"\033[2J", "\\x1b[2J"},
      {"a\nb\tc\rd", "a\\nb\\tc\\rd"},
      {"\0x"s, "\\x00x"},
      {"\x7f", "\\x7f"},
      {"\u009b31m", "\\u009b31m"},
      {"\u202egnp", "\\u202egnp"},
      {"\u2066a\u2069", "\\u2066a\\u2069"},
      {"a\u2028b", "a\\u2028b"},
  };
  for (const Row& row : rows) EXPECT_EQ(printable(row.text), row.shown);
}

TEST(Printable, EscapesBytesThatAreNotUtf8) {
  struct Row {
    std::string text, shown;
  };
  const Row rows[] = {
      {"\x9b"s, "\\x9b"},
      {"a\xff"s + "b", "a\\xffb"},
      {"\xc3"s, "\\xc3"},                    // cut off
      {"\xc0\xaf"s, "\\xc0\\xaf"},           // longer than needed
      {"\xe0\x80\x9b"s, "\\xe0\\x80\\x9b"},  // the same, of a control character
      {"\xed\xa0\x80"s, "\\xed\\xa0\\x80"},  // a surrogate
      {"\xf4\x90\x80\x80"s, "\\xf4\\x90\\x80\\x80"},
  };
  for (const Row& row : rows) EXPECT_EQ(printable(row.text), row.shown);
}

TEST(Printable, KeepsLinesOnRequest) {
  EXPECT_EQ(printable("a\n\tb\033\r", Notation::lines), "a\n\tb\\x1b\\r");
}

TEST(Printable, EscapesAsJsonDoes) {
  EXPECT_EQ(printable("\"a\x7f\u009b\n\"", Notation::json), "\"a\\u007f\\u009b\n\"");
}

}  // namespace
