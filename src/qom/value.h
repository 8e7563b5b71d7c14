#pragma once

#include "qmp/error.h"
#include "qmp/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace qom {

using qmp::Json;

/// The JSON type of a value, as QEMU distinguishes them when it reads one.
enum class Shape { null, boolean, integer, number, string, array, object };

Shape shape_of(const Json& value);

/// The shape a declared type promises for writing, for scalars only: nothing for enums, structs and
/// all others, whose names say nothing about it. `str` and `string`, `uint64` and `uint64_t` mean
/// the same.
std::optional<Shape> declared_shape(std::string_view type);

/// The shape named by QEMU's "Invalid parameter type for 'N', expected: SHAPE". Nothing for other
/// sentences.
std::optional<Shape> expected_shape(std::string_view sentence);

/// A value as text, without a newline: strings raw, everything else compact JSON in QEMU's order of
/// members.
std::string to_text(const Json& value);

/// Text as a value of that shape: the inverse of to_text(). `type` is the declared type; it bounds
/// integers and lets `size` take suffixes. Fails with `invalid_value` or `out_of_range`, and a
/// sentence about the text.
qmp::Result<Json> from_text(std::string_view text, Shape shape, std::string_view type);

/// Text as a value when nothing is known of its shape: an object, array, number or bool if it
/// parses as one, else a string.
qmp::Result<Json> guess_from_text(std::string_view text);

/// Whether the text is the beginning of an object or array that goes on: a brace, bracket or string
/// is still open.
bool is_incomplete(std::string_view text);

}  // namespace qom
