#include "qom/value.h"

#include "qmp/json_scanner.h"
#include "qmp/noncharacter.h"
#include "qmp/request_reader.h"
#include "qom/number.h"

#include <array>
#include <string>
#include <utility>
#include <variant>

namespace qom {
namespace {

using qmp::Error;
using qmp::Failure;
using qmp::Result;

constexpr std::array<std::pair<std::string_view, Shape>, 7> shape_names = {{
    {"null", Shape::null},
    {"boolean", Shape::boolean},
    {"integer", Shape::integer},
    {"number", Shape::number},
    {"string", Shape::string},
    {"array", Shape::array},
    {"object", Shape::object},
}};

std::string_view name_of(Shape shape) {
  for (auto& [name, named] : shape_names)
    if (named == shape) return name;
  return "value";
}

/// Without the text, which may be a secret and goes to logs.
Error mismatch(Shape shape) {
  return {Failure::invalid_value, "the text is no " + std::string(name_of(shape))};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// JSON but for a number that no double holds. nlohmann says so before it has read what follows.
bool overflows(std::string_view text) {
  try {
    static_cast<void>(Json::parse(text));
  } catch (const Json::out_of_range&) {
    qmp::RequestReader reader(text.size() + 1);
    reader.feed(std::string(text) + '\n');
    auto input = reader.next();
    return input && std::holds_alternative<qmp::Request>(*input) && !reader.next();
  } catch (const Json::exception&) {
  }
  return false;
}

Error unfit(std::string_view text, Shape shape) {
  if (!overflows(text)) return mismatch(shape);
  return {Failure::out_of_range, "a number in the text is beyond 1.8e308, which is QEMU's largest"};
}

/// For nlohmann's parser the text ends at a NUL, and whatever follows would be dropped.
Json parse(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

Result<Json> boolean(std::string_view text) {
  for (auto word : {"true", "on", "yes", "1"})
    if (text == word) return Json(true);
  for (auto word : {"false", "off", "no", "0"})
    if (text == word) return Json(false);
  return mismatch(Shape::boolean);
}

Result<Json> number(std::string_view text) {
  Json value = parse(text);
  if (!value.is_number()) return unfit(text, Shape::number);
  return value;
}

/// QEMU's refusal would name no command, and so might be taken for the answer to another one.
Result<Json> sendable(Json value) {
  if (qmp::holds_noncharacter(value.dump(-1, ' ', false, Json::error_handler_t::replace)))
    return Error(Failure::invalid_value,
                 "the text holds a character that Unicode keeps for nobody (such as U+FFFF), which "
                 "QEMU refuses");
  return value;
}

/// JSON carries only UTF-8; encoding is the shortest way to know whether the text is.
Result<Json> string(std::string_view text) {
  Json value = std::string(text);
  Json probe = parse(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (probe != value)
    return Error(Failure::invalid_value, "the text is not UTF-8, which QEMU demands");
  return sendable(std::move(value));
}

/// What QEMU's answers may not be is nobody's value either; nlohmann would choke on it.
bool too_complex(std::string_view text) {
  qmp::JsonScanner scanner;
  for (char byte : text) {
    scanner.take(byte);
    if (scanner.depth() > qmp::JsonScanner::max_depth || scanner.crowded()) return true;
  }
  return false;
}

Result<Json> structure(std::string_view text, Shape shape) {
  if (too_complex(text)) return mismatch(shape);
  Json value = parse(text);
  if (value.is_discarded()) return unfit(text, shape);
  if (shape_of(value) != shape) return mismatch(shape);
  return sendable(std::move(value));
}

}  // namespace

Shape shape_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return Shape::boolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return Shape::integer;
    case Json::value_t::number_float:
      return Shape::number;
    case Json::value_t::string:
      return Shape::string;
    case Json::value_t::array:
      return Shape::array;
    case Json::value_t::object:
      return Shape::object;
    default:
      return Shape::null;
  }
}

std::optional<Shape> declared_shape(std::string_view type) {
  if (type == "bool") return Shape::boolean;
  if (type == "str" || type == "string") return Shape::string;
  if (is_integer_type(type)) return Shape::integer;
  return std::nullopt;
}

std::optional<Shape> expected_shape(std::string_view sentence) {
  constexpr std::string_view opening = "Invalid parameter type for '";
  constexpr std::string_view before = "', expected: ";
  auto at = sentence.rfind(before);
  if (!sentence.starts_with(opening) || at == std::string_view::npos) return std::nullopt;
  auto expected = sentence.substr(at + before.size());
  for (auto& [name, shape] : shape_names)
    if (expected == name) return shape;
  return std::nullopt;
}

std::string to_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> from_text(std::string_view text, Shape shape, std::string_view type) {
  switch (shape) {
    case Shape::boolean:
      return boolean(trimmed(text));
    case Shape::integer:
      return parse_integer(trimmed(text), type);
    case Shape::number:
      return number(trimmed(text));
    case Shape::string:
      return string(text);
    case Shape::array:
    case Shape::object:
      return structure(text, shape);
    case Shape::null:
      return trimmed(text) == "null" ? Result<Json>(Json()) : guess_from_text(text);
  }
  return mismatch(shape);
}

Result<Json> guess_from_text(std::string_view text) {
  if (!too_complex(text)) {
    Json value = parse(text);
    bool means_itself = value.is_structured() || value.is_number() || value.is_boolean();
    if (!value.is_discarded() && means_itself) return sendable(std::move(value));
  }
  return string(text);
}

bool is_incomplete(std::string_view text) {
  auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || (text[start] != '{' && text[start] != '[')) return false;
  qmp::JsonScanner scanner;
  for (char byte : text) scanner.take(byte);
  return scanner.open();
}

}  // namespace qom
