#pragma once

#include "qmp/json.h"

#include <string>

namespace qmp {

/// Why a client's message is no command, in the words of a QEMU that offers no out-of-band
/// commands; empty if it is one. Of several faults QEMU may name another one. Used by
/// qmp::SharePeer.
std::string command_fault(const Json& request);

/// The same of the arguments of `qmp_capabilities`.
std::string capabilities_fault(const Json& arguments);

}  // namespace qmp
