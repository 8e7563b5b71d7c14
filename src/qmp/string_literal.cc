#include "qmp/string_literal.h"

#include "qmp/code_point.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace qmp {
namespace {

constexpr std::size_t unicode_escape_size = 6;  // \uXXXX

/// The number in an escape of the form \uXXXX, if `text` begins with one.
std::optional<std::uint32_t> unicode_escape(std::string_view text) {
  if (text.size() < unicode_escape_size || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  std::uint32_t number = 0;
  const char* last = text.data() + unicode_escape_size;
  auto [end, error] = std::from_chars(text.data() + 2, last, number, 16);
  if (error != std::errc() || end != last) return std::nullopt;
  return number;
}

/// What stands for a character behind a backslash; nothing if it is no such letter.
std::optional<char> escaped(char letter) {
  constexpr std::string_view letters = "\"'\\/bfnrt";
  constexpr std::string_view meanings = "\"'\\/\b\f\n\r\t";
  auto at = letters.find(letter);
  return at == letters.npos ? std::nullopt : std::optional<char>(meanings[at]);
}

/// Takes the pieces of one string from the front, and stops at the first that is none.
class Pieces {
 public:
  explicit Pieces(std::string_view literal) : whole_(literal), left_(literal) {
    left_.remove_suffix(1);
    left_.remove_prefix(1);
  }

  StringLiteral read() {
    while (!left_.empty() && string_.fault.empty()) {
      if (left_[0] != '\\') {
        take_character();
      } else if (left_[1] == 'u') {
        take_unicode_escape();
      } else {
        take_escape();
      }
    }
    return std::move(string_);
  }

 private:
  void take_character() {
    CodePoint first = first_code_point(left_);
    if (!first.value) return fail("invalid UTF-8 sequence in string");
    append_utf8(string_.text, *first.value);
    left_.remove_prefix(first.size);
  }

  void take_escape() {
    auto meaning = escaped(left_[1]);
    if (!meaning) return fail("invalid escape sequence in string");
    string_.text += *meaning;
    left_.remove_prefix(2);
  }

  /// Two halves of a surrogate pair are one character. QEMU names the six bytes that
  /// it took for one, with the closing quote if it comes too early.
  void take_unicode_escape() {
    constexpr std::uint32_t half = 0x3FF;
    auto first = unicode_escape(left_);
    std::size_t size = unicode_escape_size;
    if (first && (*first & ~half) == 0xD800) {
      auto second = unicode_escape(left_.substr(size));
      if (second && (*second & ~half) == 0xDC00) {
        first = 0x10000 + ((*first & half) << 10 | (*second & half));
        size *= 2;
      }
    }
    if (first && append_utf8(string_.text, *first)) return left_.remove_prefix(size);
    auto at = static_cast<std::size_t>(left_.data() - whole_.data());
    fail(valid_utf8(whole_.substr(at, size)) + " is not a valid Unicode character");
  }

  void fail(std::string why) { string_.fault = std::move(why); }

  std::string_view whole_;
  std::string_view left_;  // without the closing quote
  StringLiteral string_;
};

}  // namespace

StringLiteral read_string_literal(std::string_view literal) { return Pieces(literal).read(); }

}  // namespace qmp
