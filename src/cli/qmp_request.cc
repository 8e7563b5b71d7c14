#include "cli/qmp_request.h"

#include "cli/command_line.h"
#include "cli/python_literal.h"
#include "cli/schema_members.h"
#include "qom/value.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace cli {
namespace {

using qmp::Json;
using qmp::Result;
using Types = std::map<std::string, std::string>;

Written written_of(const std::vector<std::string>& words) {
  Written written;
  for (const std::string& word : words) {
    if (!word.starts_with("--"))
      throw UsageError("'" + word + "': write arguments as --NAME=VALUE");
    write_argument(written, std::string_view(word).substr(2));
  }
  return written;
}

/// Whether all that was written is in the schema.
bool knows_all(const qmp::Schema& schema, const std::string& type, const Written& written) {
  auto members = members_of(schema, type, written);
  return std::all_of(written.members.begin(), written.members.end(), [&](const auto& entry) {
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& member) { return member.name == entry.first; });
  });
}

/// The device's own properties, which device_add takes though the schema does not say so. The
/// question can end QEMU (see CommandCompletion): it is put only for a driver that a person named
/// in full, and that QEMU is about to be told to make anyway.
asio::awaitable<Result<Types>> device_properties(qmp::Client& client, const Json& known) {
  Types types;
  auto driver = known.find("driver");
  if (driver == known.end() || !driver->is_string()) co_return types;
  Json arguments = Json::object();
  arguments["typename"] = *driver;
  qmp::Command command("device-list-properties", arguments);
  auto answer = co_await client.execute(std::move(command));
  if (!answer && answer.error().failure != qmp::Failure::refused) co_return answer.error();
  if (!answer || !answer->is_array()) co_return types;
  for (const Json& entry : *answer) {
    bool complete = entry.is_object() && entry.contains("name") && entry.contains("type") &&
                    entry["name"].is_string() && entry["type"].is_string();
    if (complete) types.emplace(entry["name"], entry["type"]);
  }
  co_return types;
}

}  // namespace

void check_command_name(const std::string& command) {
  if (!qmp::is_command_name(command)) throw UsageError("'" + command + "' is no name of a command");
}

asio::awaitable<Result<Json>> typed_arguments(qmp::Client& client, const qmp::Schema& schema,
                                              std::string command, Written written) {
  auto known = schema.commands().find(command);
  std::string type = known == schema.commands().end() ? "" : known->second.arguments;
  Types none;
  Json arguments = ArgumentTypes(schema, none).arguments(written, type);
  if (command != "device_add" || knows_all(schema, type, written)) co_return arguments;
  auto properties = co_await device_properties(client, arguments);
  if (!properties) co_return properties.error();
  co_return ArgumentTypes(schema, *properties).arguments(written, type);
}

asio::awaitable<Result<qmp::Schema>> read_schema(qmp::Client& client) {
  auto answer = co_await client.execute(qmp::Schema::command());
  if (!answer) co_return answer.error();
  co_return qmp::Schema::parse(*answer);
}

asio::awaitable<Result<Json>> send(qmp::Client& client, QmpRequest request) {
  check_command_name(request.command);
  if (request.words.empty()) {
    qmp::Command command(request.command);
    co_return co_await client.execute(std::move(command));
  }
  Written written = written_of(request.words);
  auto schema = co_await read_schema(client);
  if (!schema) co_return schema.error();
  auto arguments = co_await typed_arguments(client, *schema, request.command, std::move(written));
  if (!arguments) co_return arguments.error();
  qmp::Command command(request.command, *arguments);
  co_return co_await client.execute(std::move(command));
}

QmpMessage message_from_json(const std::string& text) {
  auto parsed = structure_from_text(text, qom::Shape::object);
  if (is_too_large(parsed)) throw UsageError(parsed.error().text);
  if (!parsed) throw UsageError("'" + text + "' is no JSON object");
  QmpMessage message;
  for (auto& [key, value] : parsed->items()) {
    if (key == "execute" && value.is_string()) {
      message.command = value;
    } else if (key == "arguments" && value.is_object()) {
      message.arguments = value;
    } else if (key != "id") {
      throw UsageError("'" + key + R"(' is not as in {"execute": NAME, "arguments": {...}})");
    }
  }
  check_command_name(message.command);
  return message;
}

}  // namespace cli
