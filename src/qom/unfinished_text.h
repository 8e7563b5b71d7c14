#pragma once

#include "qom/value.h"

#include <optional>
#include <string_view>

namespace qom {

/// Whether text is no value of that shape yet and may become one when more of it comes. An object
/// or array is unfinished while a brace, bracket or string is open; a boolean or number, while it
/// is the beginning of one: `tr`, `-`, `0x`, `1e`; an enum whose values are known, likewise. A
/// newline finishes all of these. A string is a value at any length, but not with a part of a
/// character at its end. Without a shape, text is unfinished as an object, array or string.
bool is_unfinished(std::string_view text, std::optional<Shape> shape, std::string_view type);

}  // namespace qom
