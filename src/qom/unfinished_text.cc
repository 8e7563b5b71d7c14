#include "qom/unfinished_text.h"

#include <algorithm>
#include <array>
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

}  // namespace

bool is_unfinished(std::string_view text, std::optional<Shape> shape, std::string_view type) {
  bool is_boolean = shape == Shape::boolean;
  bool is_number = shape == Shape::integer || shape == Shape::number;
  if (shape == Shape::string) return false;
  if ((is_boolean || is_number) && text.ends_with('\n')) return false;
  if (is_incomplete(text)) return true;
  return (is_boolean && begins_a_boolean(text)) ||
         (is_number && begins_a_number(text, *shape, type));
}

}  // namespace qom
