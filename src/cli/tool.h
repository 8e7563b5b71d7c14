#pragma once

#include "cli/one_shot.h"
#include "cli/palette.h"

#include <CLI/App.hpp>

#include <functional>
#include <optional>
#include <string>

namespace cli {

/// What every tool's exit status means.
enum ExitStatus : int {
  success = 0,
  refused = 1,        ///< QEMU said no; its sentence is on stderr
  wrong_usage = 2,    ///< the command line makes no sense
  no_connection = 3,  ///< there is no QEMU, or it does not answer
};

/// What a tool says of itself with --help.
struct Manual {
  const char* name;
  const char* usage;        ///< one or more lines, each begins with the name
  const char* description;  ///< one sentence
  const char* footer;       ///< examples
};

/// A program that connects to one QEMU, does one thing and ends. It owns the command line with the
/// options that all tools share (-s, --timeout, -h, -V), the connection, and the way failures
/// become a line on stderr and an exit status. One for each main().
class Tool {
 public:
  explicit Tool(const Manual& manual);

  /// For the tool's own options and arguments.
  CLI::App& line() { return line_; }

  /// Takes the monitor's address as an argument too.
  void take_address_argument();

  /// Where results go.
  const Output& output() const { return output_; }

  /// Prints a result. Lines that go to a terminal leave at once.
  void print(const std::string& text) const;

  /// Told of QEMU's events and of its going, while connected.
  qmp::ClientSinks sinks;

  /// Whether the monitor greets and negotiates, as QEMU's do.
  bool negotiates = true;

  /// Reads the command line, connects, works; returns the exit status. `check` comes before
  /// connecting. Both may throw UsageError, or a Text that is printed instead.
  int run(int argc, const char* const* argv, const std::function<void()>& check, const Work& work);

 private:
  qmp::Result<> parse_and_work(int argc, const char* const* argv,
                               const std::function<void()>& check, const Work& work);
  qmp::ClientOptions client_options() const;
  std::optional<std::string> given_address() const;
  void say(const std::string& line) const;

  std::string name_;
  CLI::App line_;
  Output output_;
  std::string address_;
  std::string socket_;
  CLI::Option* argument_ = nullptr;  // goes before the option; not every tool has it
  CLI::Option* option_;
  bool insecure_tcp_ = false;
  double timeout_ = 0;  // seconds; 0 if not given
};

/// The exit status for a failure.
int status_of(const qmp::Error& error);

}  // namespace cli
