#pragma once

#include "qmp/json.h"

#include <string>

namespace qmp {

/// Compact JSON as it goes to QEMU. A number beyond a double, which a client of a share may send
/// and QEMU itself reads as infinite, goes as `1e400`: JSON has no other word for it, and nlohmann
/// would write null. Text that is not UTF-8 gets replacement characters. Used by qmp::Command.
std::string wire_text(const Json& value);

}  // namespace qmp
