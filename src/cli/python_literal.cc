#include "cli/python_literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace cli {
namespace {

using qmp::Json;

constexpr std::size_t max_depth = 64;  // as qmp::JsonScanner

constexpr std::pair<std::string_view, std::string_view> words[] = {
    {"True", "true"}, {"False", "false"}, {"None", "null"},
    {"true", "true"}, {"false", "false"}, {"null", "null"}};

/// Letter behind a backslash, and what JSON writes for both.
constexpr std::pair<char, std::string_view> escapes[] = {
    {'\\', "\\\\"}, {'\'', "'"},  {'"', "\\\""}, {'/', "/"},       {'n', "\\n"},    {'r', "\\r"},
    {'t', "\\t"},   {'b', "\\b"}, {'f', "\\f"},  {'a', "\\u0007"}, {'v', "\\u000b"}};

/// A character as JSON escapes it, in two halves if it is a large one.
std::string json_escape(std::uint32_t code) {
  std::array<char, 16> text;
  if (code > 0xffff) {
    code -= 0x10000;
    std::snprintf(text.data(), text.size(), "\\u%04x\\u%04x", 0xd800 + (code >> 10 & 0x3ff),
                  0xdc00 + (code & 0x3ff));
  } else {
    std::snprintf(text.data(), text.size(), "\\u%04x", code);
  }
  return text.data();
}

/// Translates the literal into JSON text piece by piece. False anywhere: it is none.
class Translation {
 public:
  explicit Translation(std::string_view text) : rest_(text) {}

  /// All of the text, which must be a list or a dictionary.
  bool whole() {
    skip_blanks();
    bool structured = rest_.starts_with('{') || rest_.starts_with('[');
    return structured && value(0) && (skip_blanks(), rest_.empty());
  }

  const std::string& json() const { return json_; }

 private:
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }

  bool take(char letter) {
    skip_blanks();
    if (!rest_.starts_with(letter)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool value(std::size_t depth) {
    skip_blanks();
    if (rest_.empty() || depth > max_depth) return false;
    switch (rest_.front()) {
      case '{':
        return members('{', '}', depth);
      case '[':
        return members('[', ']', depth);
      case '\'':
      case '"':
        return string();
      default:
        return word();
    }
  }

  bool members(char open, char close, std::size_t depth) {
    take(open);
    json_ += open;
    for (bool first = true; !take(close); first = false) {
      if (!first && !take(',')) return false;
      if (!first && take(close)) break;  // a comma at the end
      if (!first) json_ += ',';
      if (open == '{' && !key()) return false;
      if (!value(depth + 1)) return false;
    }
    json_ += close;
    return true;
  }

  bool key() {
    skip_blanks();
    if ((!rest_.starts_with('\'') && !rest_.starts_with('"')) || !string() || !take(':'))
      return false;
    json_ += ':';
    return true;
  }

  bool string() {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    json_ += '"';
    while (!rest_.empty() && rest_.front() != quote) {
      const char letter = rest_.front();
      rest_.remove_prefix(1);
      if (letter == '\\') {
        if (!escape()) return false;
      } else if (letter == '"') {
        json_ += "\\\"";
      } else if (static_cast<unsigned char>(letter) < 0x20) {
        json_ += json_escape(static_cast<unsigned char>(letter));
      } else {
        json_ += letter;
      }
    }
    json_ += '"';
    return take(quote);
  }

  /// Behind the backslash. As in Python, one that means nothing stays.
  bool escape() {
    if (rest_.empty()) return false;
    const char letter = rest_.front();
    if (letter >= '0' && letter <= '7') return character(8, 1, 3);
    rest_.remove_prefix(1);
    for (auto& [name, json] : escapes)
      if (letter == name) return json_ += json, true;
    if (letter == 'x') return character(16, 2, 2);
    if (letter == 'u') return character(16, 4, 4);
    if (letter == 'U') return character(16, 8, 8);
    json_ += "\\\\";
    json_ += letter;
    return true;
  }

  /// A character by its number, which has so many digits.
  bool character(int base, std::size_t least, std::size_t most) {
    std::uint32_t code = 0;
    auto digits = rest_.substr(0, most);
    auto end = std::from_chars(digits.data(), digits.data() + digits.size(), code, base).ptr;
    auto size = static_cast<std::size_t>(end - digits.data());
    if (size < least || code > 0x10ffff) return false;
    json_ += json_escape(code);
    rest_.remove_prefix(size);
    return true;
  }

  /// True, None, a number.
  bool word() {
    auto size = std::min(rest_.find_first_of(" \t\r\n,:]}"), rest_.size());
    std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    for (auto& [python, json] : words)
      if (text == python) return json_ += json, true;
    return number(text);
  }

  bool number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    bool negative = text.starts_with('-');
    if (auto digits = text.substr(negative ? 1 : 0); digits.starts_with("0x")) {
      std::uint64_t value = 0;
      auto end = std::from_chars(digits.data() + 2, digits.data() + digits.size(), value, 16);
      if (end.ec != std::errc() || end.ptr != digits.data() + digits.size()) return false;
      json_ += (negative ? "-" : "") + std::to_string(value);
      return true;
    }
    json_ += text;
    auto read = qom::from_text(text, qom::Shape::number, "");
    return read || is_too_large(read);
  }

  std::string_view rest_;
  std::string json_;
};

}  // namespace

std::optional<Json> parse_python_literal(std::string_view text) {
  Translation translation(text);
  if (!translation.whole()) return std::nullopt;
  Json value = Json::parse(translation.json(), nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? std::nullopt : std::optional<Json>(std::move(value));
}

qmp::Result<Json> structure_from_text(std::string_view text, qom::Shape shape) {
  auto json = qom::from_text(text, shape, "");
  if (json) return json;
  Translation translation(text);
  return translation.whole() ? qom::from_text(translation.json(), shape, "") : json;
}

}  // namespace cli
