#pragma once

#include "qmp/address.h"

#include <string>

namespace cli {

/// The monitor's address as typed: `given` on the command line, else $QMP_SOCKET. Throws UsageError
/// with `advice`, which says where an address can be given, if there is none.
std::string choose_source(const std::string& given, const std::string& advice);

/// The address that was typed. Relative socket paths are made absolute, since the working directory
/// may change. Throws UsageError.
qmp::Address parse_source(const std::string& source, bool insecure_tcp);

}  // namespace cli
