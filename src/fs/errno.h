#pragma once

#include "fuse/types.h"
#include "qmp/error.h"
#include "qom/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace fs {

/// What was tried when QEMU failed: the same sentence means different things to a reader and a
/// writer.
enum class Attempt { read, write };

/// The errno for a failure: the only table of its kind. QEMU's classes are coarse, so it also looks
/// for fixed words of QEMU's sentences; what it does not know is EIO for a reader and EINVAL for a
/// writer. `written` is the text that was to be written, and `shape` what it was sent as: some
/// sentences quote the one or blame the other.
fuse::Errno errno_of(const qmp::Error& error, Attempt attempt, std::string_view written = {},
                     std::optional<qom::Shape> shape = std::nullopt);

/// Whether QEMU said that the property can never be written.
bool says_not_writable(const qmp::Error& error);

}  // namespace fs
