#include "cli/shell.h"

#include "cli/command_completion.h"
#include "cli/command_line.h"
#include "cli/event_stream.h"
#include "cli/json_text.h"
#include "cli/near_names.h"
#include "cli/printable.h"
#include "cli/qmp_request.h"
#include "cli/schema_text.h"
#include "cli/tool.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace cli {

using qmp::Error;
using qmp::Failure;
using qmp::Json;
using qmp::Result;

Shell::Shell(qmp::Client& client, ShellStyle style) : client_(client), style_(std::move(style)) {}

asio::awaitable<Result<>> Shell::run(LineSource& lines) {
  lines_ = &lines;
  if (style_.person) welcome();
  while (!end_) {
    std::string prompt = actions_ ? "TRANS> " : style_.human ? "(HMP) " : "(QEMU) ";
    auto typed = co_await lines.next(std::move(prompt));
    if (typed.kind == Typed::Kind::end) break;
    ++line_number_;
    if (typed.kind == Typed::Kind::interrupted) {
      actions_.reset();
      continue;
    }
    auto done = co_await obey(std::move(typed.text));
    if (!done && !end_ && !style_.person) co_return done;
    if (!done && !end_) complain(done.error().text, no_connection);
  }
  if (actions_ && !end_) complain("the transaction was not sent: its ) is missing", wrong_usage);
  lines_ = nullptr;
  if (end_ && !quits_) co_return *end_;
  co_return Result<>();
}

void Shell::welcome() {
  const auto& qemu = client_.greeting();
  show("Connected" + (qemu.major ? " to QEMU " + version_text(qemu) : std::string()) +
       ". Tab completes, help lists commands, Ctrl-D ends.\n");
}

asio::awaitable<Result<>> Shell::obey(std::string text) {
  try {
    auto obeyed = style_.human ? obey_human(std::move(text)) : obey_command(std::move(text));
    co_return co_await std::move(obeyed);
  } catch (const UsageError& error) {
    spoiled_ = actions_ && !style_.person;
    complain(error.what(), wrong_usage);
  }
  co_return Result<>();
}

asio::awaitable<Result<>> Shell::obey_human(std::string text) {
  if (text.find_first_not_of(" \t\r") == text.npos) co_return Result<>();
  auto arguments = human_.arguments(text);
  show_sent(HumanMonitor::carrier, arguments);
  qmp::Command command(HumanMonitor::carrier, arguments);
  auto answer = co_await answer_to(std::move(command));
  if (!answer && answer.error().failure != Failure::refused) co_return answer.error();
  if (!answer) {
    human_.take_refusal(answer.error());
    show_refusal(answer.error());
  } else if (answer->is_string()) {
    std::string said = *answer;
    human_.take_answer(text, said);
    if (!said.empty() && said.back() != '\n') said += '\n';
    std::erase(said, '\r');
    show(style_.output.terminal ? printable(said, Notation::lines) : said);
  }
  co_return Result<>();
}

asio::awaitable<Result<>> Shell::obey_command(std::string text) {
  auto first = text.find_first_not_of(" \t");
  if (first != text.npos && text[first] == '{') {
    if (actions_) throw UsageError("in a transaction, write actions as ACTION NAME=VALUE...");
    auto whole = message_from_json(text);
    co_return co_await send(std::move(whole.command), std::move(whole.arguments));
  }
  auto line = parse_shell_line(text);
  co_return co_await obey_line(std::move(line));
}

asio::awaitable<Result<>> Shell::obey_line(ShellLine line) {
  if (line.opens && actions_) throw UsageError("the transaction before is not closed by )");
  if (line.closes && !line.opens && !actions_)
    throw UsageError("there is no transaction( to close");
  bool finishes = line.closes;
  if (line.opens) {
    actions_ = Json::array();
    spoiled_ = false;
  }
  Result<> done;
  if (actions_) {
    done = co_await add_action(std::move(line));
    if (done && finishes) co_return co_await finish_transaction();
  } else if (line.command == "help") {
    done = co_await help(std::move(line.words));
  } else if (!line.command.empty()) {
    check_command_name(line.command);
    Json arguments = Json::object();
    if (!line.words.empty()) {
      auto written = written_arguments(line.words);
      auto known = co_await schema();
      if (!known) co_return known.error();
      auto typed = co_await typed_arguments(client_, **known, line.command, std::move(written));
      if (!typed) co_return typed.error();
      arguments = std::move(*typed);
    }
    done = co_await send(std::move(line.command), std::move(arguments));
  }
  co_return done;
}

/// Of a line in a transaction that may hold none.
asio::awaitable<Result<>> Shell::add_action(ShellLine line) {
  if (line.command.empty()) co_return Result<>();
  auto known = co_await schema();
  if (!known) co_return known.error();
  Written action;
  write_argument(action, "type=" + line.command);
  try {
    auto data = written_arguments(line.words);
    if (!line.words.empty()) action.members.emplace_back("data", std::move(data));
    Json typed = ArgumentTypes(**known, {}).arguments(action, action_type(**known));
    if (line.words.empty()) typed["data"] = Json::object();
    actions_->push_back(std::move(typed));
  } catch (const UsageError&) {
    if (line.opens && line.closes) actions_.reset();  // nothing is left to be mended
    throw;
  }
  co_return Result<>();
}

asio::awaitable<Result<>> Shell::finish_transaction() {
  Json arguments = Json::object();
  arguments["actions"] = std::move(*actions_);
  actions_.reset();
  if (std::exchange(spoiled_, false))
    throw UsageError("the transaction was not sent: a line of it made no sense");
  co_return co_await send("transaction", std::move(arguments));
}

asio::awaitable<Result<>> Shell::help(std::vector<std::string> names) {
  auto known = co_await schema();
  if (!known) co_return known.error();
  if (names.empty()) show(schema_overview(**known));
  for (const std::string& name : names) {
    auto text = schema_help(**known, name);
    if (!text)
      throw UsageError("this QEMU has no command or event '" + name + "'; help lists them" +
                       did_you_mean(name, **known));
    show(*text);
  }
  co_return Result<>();
}

asio::awaitable<Result<>> Shell::send(std::string name, Json arguments) {
  show_sent(name, arguments);
  qmp::Command command(name, arguments.empty() ? Json() : arguments);
  auto answer = co_await answer_to(std::move(command));
  if (!answer && answer.error().failure != Failure::refused) co_return answer.error();
  if (answer) {
    Json message = Json::object();
    message["return"] = std::move(*answer);
    show_json(message);
    quits_ = name == "quit";
  } else {
    show_refusal(answer.error());
  }
  co_return Result<>();
}

asio::awaitable<Result<Json>> Shell::answer_to(qmp::Command command) {
  using asio::experimental::awaitable_operators::operator||;
  auto answer = client_.execute(std::move(command));
  auto interruption = lines_->interrupted();
  auto either = co_await (std::move(answer) || std::move(interruption));
  if (either.index() == 0) co_return std::get<0>(std::move(either));
  co_return Error(Failure::timed_out, "no longer waiting; QEMU may still do it");
}

/// Whoever is no QEMU (its guest agent) has no schema; then values become what they look like.
asio::awaitable<Result<const qmp::Schema*>> Shell::schema() {
  if (schema_) co_return &*schema_;
  auto answer = co_await answer_to(qmp::Schema::command());
  if (!answer && answer.error().failure != Failure::refused) co_return answer.error();
  auto parsed = answer ? qmp::Schema::parse(*answer) : Result<qmp::Schema>(qmp::Schema());
  if (!parsed) co_return parsed.error();
  schema_ = std::move(*parsed);
  co_return &*schema_;
}

asio::awaitable<Result<Json>> Shell::ask(qmp::Command command) {
  return client_.execute(std::move(command));
}

asio::awaitable<Completion> Shell::complete(std::string before_cursor) {
  Ask asks = [this](qmp::Command command) { return ask(std::move(command)); };
  if (style_.human) co_return co_await human_.complete(std::move(before_cursor), asks);
  auto known = co_await schema();
  if (!known) co_return Completion();
  CommandCompletion completion(**known, asks);
  co_return co_await completion.complete(std::move(before_cursor), actions_.has_value());
}

/// A filter has one answer for each line, so events have no place in it.
void Shell::on_event(const qmp::Event& event) {
  if (!lines_ || !style_.person) return;
  if (style_.pretty) {
    show_json(qmp::event_message(event));
  } else {
    show(paint(on_one_line(qmp::event_message(event)), style_.output.palette->type,
               *style_.output.palette) +
         '\n');
  }
}

void Shell::on_end(const Error& reason) {
  end_ = reason;
  if (lines_) lines_->stop();
}

void Shell::show(const std::string& text) { lines_->show(text); }

void Shell::show_sent(const std::string& name, const Json& arguments) {
  if (!style_.verbose) return;
  Json message = Json::object();
  message["execute"] = name;
  if (!arguments.empty()) message["arguments"] = arguments;
  show_json(message);
}

void Shell::show_json(const Json& message) {
  const Palette& palette = *style_.output.palette;
  show(style_.pretty ? indented(message, palette) : on_one_line(message, palette) + '\n');
}

void Shell::show_refusal(const Error& error) {
  Json reason = Json::object();
  reason["class"] = error.class_name;
  reason["desc"] = error.text;
  Json message = Json::object();
  message["error"] = std::move(reason);
  show_json(message);
  if (!style_.person) complain(error.text, refused);
}

void Shell::complain(const std::string& what, int status) {
  if (style_.person) return show(printable(what) + '\n');
  status_ = std::max(status_, status);
  std::cerr << "qmp-shell: line " + std::to_string(line_number_) + ": " + printable(what) + '\n'
            << std::flush;
}

}  // namespace cli
