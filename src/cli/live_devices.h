#pragma once

#include "cli/ask.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cli {

/// What the machine's own devices tell of drivers, for completion. Only qom-list is asked. QEMU's
/// own commands for it end some QEMUs: qom-list-types loads all modules, of which one of another
/// build is fatal, and device-list-properties makes a device of the driver.

/// The drivers of the machine's devices that begin with that text, in alphabetical order. Fails
/// never: what QEMU does not answer is left out.
asio::awaitable<std::vector<std::string>> live_drivers(Ask ask, std::string beginning);

/// The properties that a device of that driver has, read from one of the machine's; empty if there
/// is none.
asio::awaitable<std::vector<std::string>> live_properties(Ask ask, std::string driver);

}  // namespace cli
