#pragma once

#include "qmp/error.h"
#include "qmp/json.h"
#include "qom/value.h"

#include <optional>
#include <string_view>

namespace cli {

/// What a list or dictionary of Python stands for, as QEMU's own qmp-shell takes them: `{'a': 1}`,
/// `[True, None, 0x10]`. Names and strings in quotes of either kind, commas at the end, and JSON's
/// words beside Python's. Nothing for any other text.
std::optional<qmp::Json> parse_python_literal(std::string_view text);

/// JSON text or a Python literal of that shape, `object` or `array`, that can be sent to QEMU.
/// Fails with `out_of_range` if it is one but for a number beyond a double, else with
/// `invalid_value`.
qmp::Result<qmp::Json> structure_from_text(std::string_view text, qom::Shape shape);

/// Whether the one fault of a text is a number beyond a double.
inline bool is_too_large(const qmp::Result<qmp::Json>& value) {
  return !value && value.error().failure == qmp::Failure::out_of_range;
}

}  // namespace cli
