#pragma once

#include "qmp/json.h"

#include <string>

namespace qmp {

/// JSON byte by byte as QEMU's monitor writes it: a blank behind each colon and comma, pure ASCII
/// with upper-case \u escapes, numbers that are no integers with 17 digits. An infinite one, which
/// QEMU takes as `1e400`, is `inf`, which is no JSON. Used by qmp::SharePeer.
///
/// What is not UTF-8 becomes U+FFFD.
std::string qemu_text(const Json& value);

}  // namespace qmp
