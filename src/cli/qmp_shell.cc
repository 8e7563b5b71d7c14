// qmp-shell: a conversation with QEMU, command by command. See qmp-shell.1.

#include "cli/line_editor.h"
#include "cli/piped_lines.h"
#include "cli/shell.h"
#include "cli/tool.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

namespace {

namespace asio = boost::asio;
using qmp::Result;

constexpr cli::Manual manual = {
    "qmp-shell", "qmp-shell [OPTIONS] [ADDR]",
    "Talks to a running QEMU: a command on each line, answers and events as they come.",
    R"(Lines are COMMAND NAME=VALUE..., values typed by QEMU's schema; dots in names
lead into structures, values may be JSON or quoted. `transaction(` collects
actions until `)`. When standard input is no terminal, it is a filter: an answer
on each line, no prompt, no events.

Examples:
  qmp-shell vm.sock
  qmp-shell -H vm.sock
  echo query-status | qmp-shell vm.sock | jq .return.status)"};

asio::awaitable<Result<>> talk_to_person(cli::Shell& shell, bool human) {
  auto executor = co_await asio::this_coro::executor;
  cli::ShellHistory history(cli::history_file(human ? "qmp-shell_human" : "qmp-shell"));
  cli::LineEditor::Complete complete = [&shell](std::string before_cursor) {
    return shell.complete(std::move(before_cursor));
  };
  cli::LineEditor editor(executor, std::move(history), std::move(complete));
  co_return co_await shell.run(editor);
}

asio::awaitable<Result<>> filter(cli::Shell& shell) {
  cli::PipedLines lines(co_await asio::this_coro::executor);
  co_return co_await shell.run(lines);
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool(manual);
  cli::ShellStyle style;
  style.output = tool.output();
  style.person = style.output.terminal && ::isatty(STDIN_FILENO) == 1;
  bool silent = false;
  auto& line = tool.line();
  line.add_flag("-v,--verbose", style.verbose, "Show the JSON that is sent");
  line.add_flag("-p,--pretty", style.pretty, "JSON over several lines");
  line.add_flag("-H,--hmp", style.human, "Lines go to the human monitor (HMP)");
  line.add_flag("-N,--skip-negotiation", silent,
                "The server neither greets nor negotiates, as the guest agent");
  tool.take_address_argument();

  std::optional<cli::Shell> shell;
  tool.sinks.event = [&](const qmp::Event& event) {
    if (shell) shell->on_event(event);
  };
  tool.sinks.disconnected = [&](const qmp::Error& reason) {
    if (shell) shell->on_end(reason);
  };
  auto check = [&] { tool.negotiates = !silent; };
  auto work = [&](qmp::Client& client) {
    shell.emplace(client, style);
    return style.person ? talk_to_person(*shell, style.human) : filter(*shell);
  };
  int status = tool.run(argc, argv, check, work);
  return status == cli::success && shell ? shell->status() : status;
}
