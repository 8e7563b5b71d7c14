#pragma once

#include "cli/completion.h"
#include "cli/human_monitor.h"
#include "cli/line_source.h"
#include "cli/palette.h"
#include "cli/shell_line.h"
#include "qmp/client.h"
#include "qmp/schema.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace cli {

/// How the shell shows things.
struct ShellStyle {
  bool verbose = false;  ///< the JSON that is sent
  bool pretty = false;   ///< JSON over several lines
  bool human = false;    ///< lines go to the human monitor
  bool person = false;   ///< somebody types and reads; else it is a filter
  Output output = {};
};

/// The conversation of qmp-shell: takes lines, sends commands, prints answers and events, and goes
/// on until the lines end or QEMU goes. Owns what a conversation needs to remember; the client
/// outlives it.
class Shell {
 public:
  Shell(qmp::Client& client, ShellStyle style);

  /// Fails when QEMU goes; a filter also when it does not answer.
  asio::awaitable<qmp::Result<>> run(LineSource& lines);

  /// For the line editor, while run() waits for a line.
  asio::awaitable<Completion> complete(std::string before_cursor);

  void on_event(const qmp::Event& event);
  void on_end(const qmp::Error& reason);

  /// The exit status that the lines so far have earned.
  int status() const { return status_; }

 private:
  using Json = qmp::Json;

  asio::awaitable<qmp::Result<>> obey(std::string text);
  asio::awaitable<qmp::Result<>> obey_human(std::string text);
  asio::awaitable<qmp::Result<>> obey_command(std::string text);
  asio::awaitable<qmp::Result<>> obey_line(ShellLine line);
  asio::awaitable<qmp::Result<>> add_action(ShellLine line);
  asio::awaitable<qmp::Result<>> finish_transaction();
  asio::awaitable<qmp::Result<>> help(std::vector<std::string> names);
  asio::awaitable<qmp::Result<>> send(std::string name, Json arguments);
  asio::awaitable<qmp::Result<Json>> answer_to(qmp::Command command);
  asio::awaitable<qmp::Result<const qmp::Schema*>> schema();
  asio::awaitable<qmp::Result<Json>> ask(qmp::Command command);

  void welcome();
  void show(const std::string& text);
  void show_sent(const std::string& name, const Json& arguments);
  void show_json(const Json& message);
  void show_refusal(const qmp::Error& error);
  void complain(const std::string& what, int status);

  qmp::Client& client_;
  ShellStyle style_;
  LineSource* lines_ = nullptr;  // while run() does
  std::optional<qmp::Schema> schema_;
  HumanMonitor human_;
  std::optional<Json> actions_;  // of the transaction that is being collected
  bool spoiled_ = false;         // one of them made no sense
  bool quits_ = false;           // QEMU was told to go
  std::optional<qmp::Error> end_;
  std::size_t line_number_ = 0;
  int status_ = 0;
};

}  // namespace cli
