// qmp: sends one command to QEMU, shows its events, or tells what commands there are. See qmp.1.

#include "cli/command_line.h"
#include "cli/event_stream.h"
#include "cli/json_text.h"
#include "cli/qmp_request.h"
#include "cli/schema_text.h"
#include "cli/tool.h"
#include "qmp/schema.h"

#include <CLI/Validators.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
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
    "       qmp [OPTIONS] help [COMMAND | EVENT]",
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

cli::EventsWanted parse_events(Words words) {
  cli::EventsWanted wanted;
  double seconds = 0;
  std::size_t count = 0;
  CLI::App line("", "qmp events");
  line.set_help_flag();
  auto* counted = line.add_option("--count", count)->check(CLI::Range(1u, 1'000'000'000u));
  auto* limited = line.add_option("--timeout", seconds)->check(CLI::Range(0.001, 1e6));
  line.add_option("names", wanted.names);
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    line.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    throw cli::UsageError(std::string("events: ") + error.what());
  }
  if (*counted) wanted.count = count;
  if (*limited)
    wanted.limit = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(seconds));
  return wanted;
}

void print_event(const qmp::Event& event) {
  std::string line = cli::event_line(event);
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

void fill(Task& task, const std::string& json, Words words) {
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
    task.events.emplace(parse_events(std::move(words)), print_event);
  } else if (first == "help") {
    if (words.size() > 1) throw cli::UsageError("help takes one name");
    task.help = words.empty() ? "" : words.front();
  } else {
    task.request = {first, std::move(words)};
  }
}

asio::awaitable<Result<std::string>> help(qmp::Client& client, std::string name) {
  auto answer = co_await client.execute(qmp::Schema::command());
  if (!answer) co_return answer.error();
  auto schema = qmp::Schema::parse(*answer);
  if (!schema) co_return schema.error();
  if (name.empty()) co_return cli::schema_overview(*schema);
  auto text = cli::schema_help(*schema, name);
  if (!text)
    throw cli::UsageError("this QEMU has no command or event '" + name + "'; qmp help lists them");
  co_return *text;
}

asio::awaitable<Result<qmp::Json>> answer_to(const Task& task, qmp::Client& client) {
  return task.command ? client.execute(*task.command) : cli::send(client, task.request);
}

asio::awaitable<Result<>> watch(cli::EventStream& events) {
  auto ended = co_await events.wait();
  if (!ended) co_return ended;
  if (auto why = events.shortfall()) throw std::runtime_error(*why);
  co_return ended;
}

asio::awaitable<Result<>> work_on(Task& task, qmp::Client& client, const cli::Tool& tool) {
  if (task.events) co_return co_await watch(*task.events);
  if (task.help) {
    auto text = co_await help(client, *task.help);
    if (!text) co_return text.error();
    tool.print(*text);
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
  auto check = [&] { fill(task, json, tool.line().remaining()); };
  auto work = [&](qmp::Client& client) { return work_on(task, client, tool); };
  return tool.run(argc, argv, check, work);
}
