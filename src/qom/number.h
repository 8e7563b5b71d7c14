#pragma once

#include "qmp/error.h"
#include "qmp/json.h"

#include <string_view>

namespace qom {

/// Whether the declared type is one of QEMU's integers (`int`, `uint8`, `size`...).
bool is_integer_type(std::string_view type);

/// Reads decimal or 0x hex text as an integer for a property of that declared type; `size` also
/// takes the suffixes K M G T P E (powers of 1024). Types other than QEMU's integers allow
/// everything that JSON integers hold in QEMU. Fails with `out_of_range` where QEMU would wrap
/// silently, and with `invalid_value` for what is no integer.
qmp::Result<qmp::Json> parse_integer(std::string_view text, std::string_view type);

}  // namespace qom
