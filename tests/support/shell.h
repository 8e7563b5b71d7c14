#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

namespace support {

using Milliseconds = std::chrono::milliseconds;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

/// What a command left behind.
struct Outcome {
  int status = -1;  ///< 128 + N after signal N, as a shell counts; -1 when it timed out
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// `text` as one word of a shell command.
std::string shell_word(const std::string& text);

/// A running `bash -c` with both outputs captured, in a process group of its own. The destructor
/// kills the group. A grandchild that keeps the outputs open does not hold up wait(): the end of
/// the shell is the end.
class ShellCommand {
 public:
  explicit ShellCommand(const std::string& command);
  ~ShellCommand();
  ShellCommand(const ShellCommand&) = delete;
  ShellCommand& operator=(const ShellCommand&) = delete;

  bool running() const;

  /// Waits until the command has printed `line` on its standard output. False if it ends or `limit`
  /// is over before.
  bool wait_for_line(const std::string& line, Milliseconds limit = 30s);

  /// Sends `number` to the whole group.
  void signal(int number) const;

  /// Waits for the end, kills the group after `limit`. Call it once.
  Outcome wait(Milliseconds limit = 30s);

 private:
  pid_t pid_ = -1;
  int pidfd_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string heard_;  // of the standard output, by wait_for_line()
};

/// Runs `command` to its end, at most `limit` long.
Outcome run(const std::string& command, Milliseconds limit = 30s);

}  // namespace support
