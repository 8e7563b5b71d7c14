#include "qmp/json_literal.h"

#include "qmp/string_literal.h"

#include <locale.h>
#include <stdlib.h>

#include <charconv>
#include <cstdint>
#include <string_view>

namespace qmp {
namespace {

using Kind = JsonToken::Kind;

/// QEMU's buffer for its sentence cuts one that is longer, in bytes.
constexpr std::size_t max_fault = 1023;

/// Whatever the locale of the program is: a point is a point.
double double_of(const std::string& digits) {
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(digits.c_str(), nullptr, plain);
}

template <typename Integer>
bool holds(std::string_view digits, Json& value) {
  Integer integer = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), integer);
  if (error != std::errc()) return false;
  value = integer;
  return true;
}

Json integer_of(const std::string& digits) {
  Json value;
  if (holds<std::int64_t>(digits, value)) return value;
  if (digits[0] != '-' && holds<std::uint64_t>(digits, value)) return value;
  return double_of(digits);
}

JsonLiteral word_of(const std::string& word) {
  if (word == "null") return {};
  if (word == "true") return {true, {}};
  if (word == "false") return {false, {}};
  return {{}, ("invalid keyword '" + word + "'").substr(0, max_fault)};
}

JsonLiteral string_of(const std::string& literal) {
  StringLiteral string = read_string_literal(literal);
  return {std::move(string.text), std::move(string.fault)};
}

}  // namespace

JsonLiteral read_literal(const JsonToken& token) {
  if (token.cut) return {token.kind == Kind::string ? Json("") : Json(), {}};
  switch (token.kind) {
    case Kind::string:
      return string_of(token.text);
    case Kind::word:
      return word_of(token.text);
    case Kind::integer:
      return {integer_of(token.text), {}};
    default:
      return {double_of(token.text), {}};
  }
}

}  // namespace qmp
