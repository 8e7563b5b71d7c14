#pragma once

#include "qmp/error.h"
#include "qmp/json.h"
#include "qmp/message.h"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace cli {

namespace asio = boost::asio;

/// Sends a command to QEMU and brings its answer.
using Ask = std::function<asio::awaitable<qmp::Result<qmp::Json>>(qmp::Command)>;

}  // namespace cli
