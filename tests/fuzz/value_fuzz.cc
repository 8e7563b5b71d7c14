/// What a person writes into a file, of any declared type and read as any shape: what is sent to
/// QEMU must be JSON that QEMU takes for exactly that value.
///
/// An input is a line with the declared type, a line that begins with the shape's digit (0 null,
/// 1 boolean, 2 integer, 3 number, 4 string, 5 array, 6 object), then the text.

#include "qmp/json.h"
#include "qmp/message.h"
#include "qom/number.h"
#include "qom/value.h"

#include "fuzz/input.h"
#include "fuzz/require.h"

#include <cmath>
#include <string>
#include <string_view>

namespace {

using fuzz::Input;
using fuzz::require;
using qom::Json;
using qom::Shape;

/// QEMU refuses characters that Unicode keeps for nobody, as text and as \u escapes; its error then
/// names no command.
void require_unicode(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    auto first = static_cast<unsigned char>(text[at++]);
    std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    unsigned character = more == 0 ? first : first & (0x3Fu >> more);
    for (; more > 0; --more) character = character << 6 | (text.at(at++) & 0x3Fu);
    bool reserved = (character >= 0xFDD0 && character <= 0xFDEF) || (character & 0xFFFE) == 0xFFFE;
    require(!reserved, "QEMU knows every character of a string");
  }
}

/// nlohmann's parser has made sure of the rest: no lone surrogate, no broken UTF-8.
void require_sendable(const Json& value) {
  if (value.is_string()) require_unicode(value.get_ref<const std::string&>());
  if (value.is_number_float()) require(std::isfinite(value.get<double>()), "numbers are finite");
  if (value.is_structured())
    for (const auto& [key, member] : value.items()) {
      if (value.is_object()) require_unicode(key);
      require_sendable(member);
    }
}

void require_sent_whole(const Json& value) {
  Json arguments = {{"path", "/x"}, {"property", "y"}, {"value", value}};
  Json command = Json::parse(qmp::Command("qom-set", arguments).wire_text(1), nullptr, false);
  require(!command.is_discarded(), "what is sent is JSON");
  require(command.at("arguments").at("value") == value, "what is sent is what was meant");
  require_sendable(value);
}

/// `uint8` and `int32_t` by their names; all others hold what 64 bits do.
void require_in_range(const Json& value, std::string_view type) {
  bool is_unsigned = type.starts_with('u') || type == "size";
  require(!is_unsigned || value.is_number_unsigned(), "nothing negative for an unsigned type");
  auto digits = type.find_first_of("123456789");
  if (digits == std::string_view::npos) return;
  int bits = std::stoi(std::string(type.substr(digits)));
  if (bits == 64) return;
  auto number = value.get<std::int64_t>();
  std::int64_t most = (std::int64_t(1) << (is_unsigned ? bits : bits - 1)) - 1;
  require(number <= most && number >= (is_unsigned ? 0 : -most - 1), "integers fit their type");
}

void check_shape(const Json& value, Shape wanted) {
  Shape made = qom::shape_of(value);
  bool number = wanted == Shape::number && made == Shape::integer;
  require(made == wanted || number || wanted == Shape::null, "the value has the shape asked for");
}

/// What a file shows can be written back.
void check_round_trip(const Json& value, const std::string& type) {
  std::string text = qom::to_text(value);
  bool one_line = value.is_string() || text.find('\n') == std::string::npos;
  require(one_line, "what is not a string is one line");
  auto again = qom::from_text(text, qom::shape_of(value), type);
  require(again.has_value() && *again == value, "what was read can be written back");
}

void check(const qmp::Result<Json>& made, const std::string& type, std::string_view text) {
  if (!made) {
    qmp::Failure why = made.error().failure;
    require(why == qmp::Failure::invalid_value || why == qmp::Failure::out_of_range,
            "what is not sent says why");
    return;
  }
  require_sent_whole(*made);
  check_round_trip(*made, type);
  require(!made->is_structured() || !qom::is_incomplete(text), "what is incomplete is not sent");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  const std::string type(input.line());
  const auto shape = static_cast<Shape>(input.index(7));
  input.line();
  const std::string_view text = input.rest();

  auto asked = qom::from_text(text, shape, type);
  if (asked) check_shape(*asked, shape);
  if (asked && shape == Shape::integer && qom::is_integer_type(type))
    require_in_range(*asked, type);
  check(asked, shape == Shape::integer ? type : std::string(), text);
  check(qom::guess_from_text(text), {}, text);
  if (auto declared = qom::declared_shape(type))
    check(qom::from_text(text, *declared, type), type, text);
  qom::expected_shape(text);
  return 0;
}
