#pragma once

#include "qmp/address.h"
#include "qmp/error.h"
#include "qmp/silence.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

namespace qmp {

namespace asio = boost::asio;

/// A connected stream socket of any family.
using Socket = asio::generic::stream_protocol::socket;

/// Connects to a monitor, or adopts an inherited socket. Waits while a UNIX socket's backlog is
/// full, so the caller bounds the time. Of the addresses that a host's name has now, only those of
/// the loopback interface are tried, unless the TCP address says that it may be insecure. `stage`
/// tells how far it has come, for a caller that ends the wait. Fails with `not_connected` and a
/// sentence that says what to do.
asio::awaitable<Result<Socket>> connect(Address address, Stage& stage);

/// What a failed read or write says of the connection.
Error connection_ended(const boost::system::error_code& error);

}  // namespace qmp
