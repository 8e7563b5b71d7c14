#pragma once

#include "qmp/address.h"

#include <optional>
#include <string>
#include <string_view>

namespace cli {

/// The monitor's address as typed: `given` on the command line, though it be empty, else
/// $QMP_SOCKET. Throws UsageError with `advice`, which says where an address can be given, if there
/// is none.
std::string choose_source(const std::optional<std::string>& given, const std::string& advice);

/// The address that was typed. Relative socket paths are made absolute. Throws UsageError.
qmp::Address parse_source(const std::string& source, bool insecure_tcp);

/// The path as it is from everywhere and for always: in the background the working directory is
/// another. `.` and `..` are taken out where that leads to the same place.
/// Throws UsageError if the working directory is gone.
std::string absolute_path(std::string_view path);

}  // namespace cli
