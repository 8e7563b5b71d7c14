#pragma once

#include "cli/typed_arguments.h"
#include "qmp/client.h"
#include "qmp/json.h"
#include "qmp/schema.h"

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

/// What this QEMU knows.
asio::awaitable<qmp::Result<qmp::Schema>> read_schema(qmp::Client& client);

/// Sends it, its arguments typed by QEMU's own schema; without arguments no schema is needed.
/// Throws UsageError for what does not fit.
asio::awaitable<qmp::Result<qmp::Json>> send(qmp::Client& client, QmpRequest request);

/// What was written as the arguments of that command, typed by the schema; for device_add
/// with arguments that the schema does not know, the driver is asked for its properties. Throws
/// UsageError for what does not fit.
asio::awaitable<qmp::Result<qmp::Json>> typed_arguments(qmp::Client& client,
                                                        const qmp::Schema& schema,
                                                        std::string command, Written written);

/// Throws UsageError unless it can be the name of a command.
void check_command_name(const std::string& command);

/// A command as JSON: `{"execute": ..., "arguments": {...}}`.
struct QmpMessage {
  std::string command;
  qmp::Json arguments = qmp::Json::object();
};

/// Throws UsageError.
QmpMessage message_from_json(const std::string& text);

}  // namespace cli
