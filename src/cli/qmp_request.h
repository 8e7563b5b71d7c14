#pragma once

#include "qmp/client.h"
#include "qmp/json.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cli {

namespace asio = boost::asio;

/// One command as typed: its name and its arguments, each a word `--NAME=VALUE`.
struct QmpRequest {
  std::string command;
  std::vector<std::string> words;
};

/// Sends it, its arguments typed by QEMU's own schema; without arguments no schema is needed.
/// Throws UsageError for what does not fit.
asio::awaitable<qmp::Result<qmp::Json>> send(qmp::Client& client, QmpRequest request);

/// Reads `{"execute": ..., "arguments": {...}}`. Throws UsageError.
qmp::Command command_from_json(const std::string& text);

}  // namespace cli
