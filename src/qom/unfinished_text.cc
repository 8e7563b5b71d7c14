#include "qom/unfinished_text.h"

#include "qom/enum_type.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace qom {
namespace {

constexpr std::array<std::string_view, 6> boolean_words = {"true", "false", "on",
                                                           "off",  "yes",   "no"};

bool begins_a_boolean(std::string_view text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return true;
  std::string_view word = text.substr(first);
  return std::any_of(boolean_words.begin(), boolean_words.end(), [&](std::string_view whole) {
    return whole.size() > word.size() && whole.starts_with(word);
  });
}

bool fits(const qmp::Result<Json>& value) {
  return value || value.error().failure == qmp::Failure::out_of_range;
}

/// One more digit would make it a number. A number that does not fit is finished, and is refused.
bool begins_a_number(std::string_view text, Shape shape, std::string_view type) {
  return !fits(from_text(text, shape, type)) &&
         fits(from_text(std::string(text) + '0', shape, type));
}

/// Some bytes more would make it UTF-8. A second byte is not free after each first one, hence two
/// ways to go on.
bool ends_within_a_character(std::string_view text) {
  constexpr std::string_view ways[] = {"\x80", "\x80\x80", "\xBF\x80", "\x80\x80\x80",
                                       "\xBF\x80\x80"};
  auto is_utf8 = [](std::string_view bytes) { return fits(from_text(bytes, Shape::string, {})); };
  bool ends_in_ascii = text.empty() || static_cast<unsigned char>(text.back()) < 0x80;
  if (ends_in_ascii || is_utf8(text)) return false;
  return std::any_of(std::begin(ways), std::end(ways), [&](std::string_view way) {
    return is_utf8(std::string(text) + std::string(way));
  });
}

}  // namespace

bool is_unfinished(std::string_view text, std::optional<Shape> shape, std::string_view type) {
  bool is_boolean = shape == Shape::boolean;
  bool is_number = shape == Shape::integer || shape == Shape::number;
  if (begins_an_enum(text, type)) return true;
  if (shape == Shape::string) return ends_within_a_character(text);
  if ((is_boolean || is_number) && text.ends_with('\n')) return false;
  if (is_incomplete(text)) return true;
  if (is_boolean) return begins_a_boolean(text);
  if (is_number) return begins_a_number(text, *shape, type);
  return ends_within_a_character(text);
}

}  // namespace qom
