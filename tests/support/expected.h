#pragma once

#include <string>

#include "support/monitor_probe.h"

namespace support {

/// What the contract says a file holds when QMP says `value`: a string raw, anything else as one
/// line of compact JSON in QEMU's key order; then one newline.
std::string expected_text(const Json& value);

/// The errno that opening the file gives when QEMU refuses the read with this answer.
int expected_read_errno(const Answer& refusal);

}  // namespace support
