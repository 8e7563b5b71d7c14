#include "qmp/json_scanner.h"

#include <gtest/gtest.h>

#include <string>

namespace qmp {
namespace {

JsonScanner scan(std::string_view text) {
  JsonScanner scanner;
  for (char byte : text) scanner.take(byte);
  return scanner;
}

TEST(JsonScanner, KnowsDepthAndWhetherAnythingIsOpen) {
  struct Row {
    std::string text;
    std::size_t depth;
    bool open;
  };
  const Row rows[] = {
      {"", 0, false},
      {"5", 0, false},
      {"{", 1, true},
      {"{}", 0, false},
      {"[", 1, true},
      {"[{\"a\":[", 3, true},
      {"[{\"a\":[]}]", 0, false},
      {"}", 0, false},
      {"]]{", 1, true},
      {"\"", 0, true},
      {"\"a\"", 0, false},
      {"{\"}", 1, true},
      {"{\"}\"}", 0, false},
      {"{\"{[\"", 1, true},
      {"\"\\\"", 0, true},
      {"\"\\\"\"", 0, false},
      {"\"\\\\\"", 0, false},
      {"\"\\\\\\\"", 0, true},
      {"\\\"", 0, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(scan(row.text).depth(), row.depth);
    EXPECT_EQ(scan(row.text).open(), row.open);
  }
}

TEST(JsonScanner, AnObjectIsOpenUpToItsLastByte) {
  const std::string text = R"({"a":{"b":"}\"]"},"c":[1,[2]]})";
  for (std::size_t size = 1; size < text.size(); ++size)
    EXPECT_TRUE(scan(text.substr(0, size)).open()) << size;
  EXPECT_FALSE(scan(text).open());
}

}  // namespace
}  // namespace qmp
