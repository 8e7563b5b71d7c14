#pragma once

#include "cli/ask.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cli {

/// The properties that a device of that driver has, read from a device of the machine that has the
/// same driver; empty if there is none. Only qom-list is asked. QEMU's own command for it,
/// device-list-properties, makes a device of the driver, and some drivers end QEMU with that.
asio::awaitable<std::vector<std::string>> live_properties(Ask ask, std::string driver);

}  // namespace cli
