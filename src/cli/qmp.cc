// qmp: sends one command to QEMU, shows its events, or tells what commands there are. See qmp.1.

#include "cli/command_line.h"
#include "cli/event_stream.h"
#include "cli/events_line.h"
#include "cli/help_text.h"
#include "cli/json_text.h"
#include "cli/near_names.h"
#include "cli/qmp_request.h"
#include "cli/schema_members.h"
#include "cli/schema_text.h"
#include "cli/tool.h"
#include "qmp/schema.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using qmp::Result;
using Words = std::vector<std::string>;

constexpr cli::Manual manual = {
    "qmp",
    "qmp [OPTIONS] COMMAND [--ARGUMENT=VALUE ...]\n"
    "       qmp [OPTIONS] --json '{\"execute\": ...}'\n"
    "       qmp [OPTIONS] events [--count N] [--timeout SEC] [EVENT ...]\n"
    "       qmp [OPTIONS] help [COMMAND | EVENT]\n"
    "       qmp [OPTIONS] COMMAND --help",
    "Sends one command to a running QEMU and prints its answer, or shows events as they come.",
    R"(Values get the type that QEMU's schema asks for. Members of structures are
written with dots, lists by repeating the argument.

Examples:
  qmp -s vm.sock query-status
  qmp -s vm.sock object-add --qom-type=iothread --id=io1 --poll-max-ns=4096
  qmp -s vm.sock blockdev-add --driver=raw --node-name=d0 \
      --file.driver=file --file.filename=d0.img
  qmp -s vm.sock events --count 1 --timeout 60 DEVICE_DELETED
  qmp -s vm.sock help device_add)"};

/// What the command line asks for; one of them.
struct Task {
  std::optional<qmp::Command> command;
  cli::QmpRequest request;
  std::optional<cli::EventStream> events;
  std::optional<std::string> help;  // of what; empty: of everything
};

void print_event(const qmp::Event& event) {
  std::string line = cli::event_line(event);
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

bool is_help(const std::string& word) { return word == "-h" || word == "--help"; }

void fill(Task& task, const std::string& json, Words words, const CLI::App& line) {
  if (words.empty() == json.empty())
    throw cli::UsageError(json.empty() ? "no command given" : "--json is the whole command");
  if (!json.empty()) {
    auto message = cli::message_from_json(json);
    task.command.emplace(message.command, message.arguments);
    return;
  }
  std::string first = words.front();
  if (first.starts_with('-'))
    throw cli::UsageError("'" + first + "' is no option; arguments come after the command");
  words.erase(words.begin());
  if (first == "events") {
    task.events.emplace(cli::parse_events(std::move(words)), print_event);
  } else if (first == "help") {
    if (words.size() > 1) throw cli::UsageError("help takes one name");
    if (!words.empty() && is_help(words.front())) throw cli::Text{cli::fitted(line.help())};
    task.help = words.empty() ? "" : words.front();
  } else {
    task.request = {first, std::move(words)};
  }
}

Result<std::string> help(const qmp::Schema& schema, const std::string& name) {
  if (name.empty()) return cli::schema_overview(schema);
  auto text = cli::schema_help(schema, name);
  if (text) return *text;
  throw cli::UsageError("this QEMU has no command or event '" + name + "'; qmp help lists them" +
                        cli::did_you_mean(name, schema));
}

/// Whether a word asks for help and is no argument of the command.
bool asks_for_help(const qmp::Schema& schema, const cli::QmpRequest& request) {
  auto known = schema.commands().find(request.command);
  std::string type = known == schema.commands().end() ? "" : known->second.arguments;
  auto members = cli::members_of(schema, type, {});
  bool has_argument = std::any_of(members.begin(), members.end(),
                                  [](const auto& member) { return member.name == "help"; });
  return std::any_of(request.words.begin(), request.words.end(), [&](const std::string& word) {
    return word == "-h" || (word == "--help" && !has_argument);
  });
}

/// The text to print instead of sending the request, if there is one.
asio::awaitable<Result<std::optional<std::string>>> help_instead(const Task& task,
                                                                 qmp::Client& client) {
  std::optional<std::string> text;
  const Words& words = task.request.words;
  bool may_ask = std::any_of(words.begin(), words.end(), is_help);
  if (!task.help && !may_ask) co_return text;
  auto schema = co_await cli::read_schema(client);
  if (!schema) co_return schema.error();
  if (!task.help && !asks_for_help(*schema, task.request)) co_return text;
  auto helped = help(*schema, task.help ? *task.help : task.request.command);
  if (!helped) co_return helped.error();
  text = std::move(*helped);
  co_return text;
}

asio::awaitable<Result<qmp::Json>> answer_to(const Task& task, qmp::Client& client) {
  return task.command ? client.execute(*task.command) : cli::send(client, task.request);
}

/// An event that this QEMU does not have would be waited for in vain. Whoever is no QEMU has no
/// schema to ask.
asio::awaitable<Result<>> check_events(const Words& names, qmp::Client& client) {
  if (names.empty()) co_return Result<>();
  auto schema = co_await cli::read_schema(client);
  if (!schema && schema.error().failure != qmp::Failure::refused) co_return schema.error();
  for (const std::string& name : names)
    if (schema && !schema->events().contains(name))
      throw cli::UsageError("this QEMU has no event '" + name + "'; qmp help lists them" +
                            cli::did_you_mean(name, schema->events()));
  co_return Result<>();
}

asio::awaitable<Result<>> watch(cli::EventStream& events, qmp::Client& client) {
  auto sensible = co_await check_events(events.wanted().names, client);
  if (!sensible) co_return sensible;
  auto ended = co_await events.wait();
  if (!ended) co_return ended;
  if (auto why = events.shortfall()) throw std::runtime_error(*why);
  co_return ended;
}

asio::awaitable<Result<>> work_on(Task& task, qmp::Client& client, const cli::Tool& tool) {
  if (task.events) co_return co_await watch(*task.events, client);
  auto text = co_await help_instead(task, client);
  if (!text) co_return text.error();
  if (*text) {
    tool.print(**text);
    co_return Result<>();
  }
  auto answer = co_await answer_to(task, client);
  if (!answer) co_return answer.error();
  tool.print(cli::indented(*answer, *tool.output().palette));
  co_return Result<>();
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool(manual);
  std::string json;
  Task task;
  tool.line().prefix_command();
  tool.line().add_option("--json", json, "The command as JSON")->type_name("TEXT");
  tool.sinks.event = [&](const qmp::Event& event) {
    if (!task.events) return;
    task.events->on_event(event);
    if (std::ferror(stdout)) task.events->stop();  // as the tool says at its end
  };
  tool.sinks.disconnected = [&](const qmp::Error& reason) {
    if (task.events) task.events->on_end(reason);
  };
  auto check = [&] { fill(task, json, tool.line().remaining(), tool.line()); };
  auto work = [&](qmp::Client& client) { return work_on(task, client, tool); };
  return tool.run(argc, argv, check, work);
}
