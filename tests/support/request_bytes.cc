#include "support/request_bytes.h"

#include <iterator>

namespace support {
namespace {

/// Bytes that are not text, or not where they are.
const char* const bytes[] = {
    "\t\r\n {} \t\r\n",
    "{\n\t\"a\"\r\n:\t1}",
    "[1,\n2\n,\n3]\n",
    "\x1B{\"execute\":\"nope\",\"id\":1}",
    "\xFF{\"execute\":\"nope\",\"id\":1}",
    "\xFE\xFF{\"execute\":\"nope\",\"id\":1}",
    "{\"execute\":\"nope\",\"id\":1\x1B{\"execute\":\"nope\",\"id\":2}",
    "{\"execute\":\"nope\",\"id\":\"\xFF{\"execute\":\"nope\",\"id\":2}",
    "\x03\x04{}",
    "X\tY[]",
    "X\nY[]",
    "X\r5 []",
    "X\x01[]",
    "X\xFF[]",
    "X\xFE",
    "X\x80\xC3\xA9[]",
    "[1,\x7F]",
    "\"a\tb\"",
    "\"a\nb\"",
    "\"a\x1F\"",
    "\"a\x7F\"",
    "\"a\\\n\"",
    "\"a\\\xFF\"",
    "\"a\\\x80\"",
    "'a\r'",
    "5\x80",
    "5\xFF",
    "x\x01",
    "x\xFF[]",
    "1.\xFF[]",
    "\xEF\xBB\xBF{}",
    "{\"\xC3\xA9\":1}",
    "{\"execute\":\"nope\",\"id\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"}",
    "{\"execute\":\"nope\",\"id\":\"\xC0\x80\"}",
    "\"\xC0\x81\"",
    "\"\xC1\xBF\"",
    "\"\xC3\"",
    "\"\xC3\xC3\xA9\"",
    "\"\x80\"",
    "\"\xE0\x80\x80\"",
    "\"\xE0\x9F\xBF\"",
    "\"\xE2\x82\"",
    "\"\xED\x9F\xBF\"",
    "\"\xED\xA0\x80\"",
    "\"\xED\xBF\xBF\"",
    "\"\xEF\xB7\x90\"",
    "\"\xEF\xBF\xBE\"",
    "\"\xEF\xBF\xBF\"",
    "\"\xF0\x80\x80\x80\"",
    "\"\xF0\x9F\xBF\xBE\"",
    "\"\xF4\x8F\xBF\xBD\"",
    "\"\xF4\x8F\xBF\xBF\"",
    "\"\xF4\x90\x80\x80\"",
    "\"\xF5\x80\x80\x80\"",
    "\"\xF8\x88\x80\x80\x80\"",
    "\"\xFC\x84\x80\x80\x80\x80\"",
    "\"\xFD\xBF\xBF\xBF\xBF\xBF\"",
    "\"\xC3\xA9\x01",
    "\"\xC3\xC3\xA9\x01",
    "\"\xE2\x82\x01",
    "\"\xED\xA0\x80\x01",
    "\"\xEF\xBF\xBF\x01",
    "\"\xF8\x88\x80\x80\x80\x01",
    "\"\xFD\xBF\xBF\xBF\xBF\xBF\x01",
    "\"\xC0\x80\x01",
    "{\"a\":\"\xFF\"}{\"execute\":\"nope\",\"id\":1}",
};

/// Each byte alone, where a token may begin; and what it does to the tokens around it.
void add_each_byte(std::vector<std::string>& all) {
  for (int value = 0; value < 256; ++value) {
    const std::string byte(1, static_cast<char>(value));
    for (const char* start :
         {"", "X", "\"a", "\"\\", "x", "0", "1", "-", "1.", "1.0", "1e", "1e5", "[1"})
      all.push_back(start + byte + "[]");
  }
}

/// What a buffer or a counter of QEMU's cuts.
void add_long_ones(std::vector<std::string>& all) {
  for (std::size_t length : {1005, 1006, 1007, 1024, 2000}) {
    all.push_back(std::string(length, 'a') + "[]");
    all.push_back("{\"a\":" + std::string(length, 'a') + "}");
  }
  all.push_back(std::string(1024, '[') + std::string(1024, ']'));
  all.push_back(std::string(1023, '[') + "{}" + std::string(1023, ']'));
}

}  // namespace

std::vector<std::string> request_bytes() {
  std::vector<std::string> all = request_texts();
  all.insert(all.end(), std::begin(bytes), std::end(bytes));
  add_each_byte(all);
  add_long_ones(all);
  return all;
}

}  // namespace support
