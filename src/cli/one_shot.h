#pragma once

#include "qmp/client.h"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace cli {

namespace asio = boost::asio;

/// What a tool does while it is connected.
using Work = std::function<asio::awaitable<qmp::Result<>>(qmp::Client&)>;

/// Connects, runs `work` to its end and hangs up; returns why it could not be done. Blocks. Every
/// wait is bounded by `options`, except those of `work` itself; `disconnected` of the sinks is told
/// when QEMU goes meanwhile. What `work` throws comes out here.
qmp::Result<> run_once(qmp::Address address, qmp::ClientOptions options, qmp::ClientSinks sinks,
                       const Work& work);

}  // namespace cli
