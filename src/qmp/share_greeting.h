#pragma once

#include "qmp/address.h"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace qmp {

namespace asio = boost::asio;

/// What the share of a mount says of its QEMU now, in the words of qmp::standstill(): it greets
/// each client with that. Empty if its QEMU runs, and for whatever cannot be asked. Connects a
/// second time; used by qmp::Client, which bounds the time.
asio::awaitable<std::string> standstill_of_share(Address address);

}  // namespace qmp
