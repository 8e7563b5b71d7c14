#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/shell.h"

namespace support {

/// A program on a pseudo-terminal of its own, 80 columns wide, and the person before it. It owns
/// the process and kills it at the end.
class Terminal {
 public:
  /// `environment` are words NAME=VALUE on top of the test's own.
  Terminal(const std::vector<std::string>& command, const std::vector<std::string>& environment);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void type(const std::string& keys) const;

  /// Waits until the program has shown `text` after what was waited for before. False when it does
  /// not come within `limit`, or the program ends before.
  bool shows(const std::string& text, Milliseconds limit = 20s);

  /// What it shows after `before` and before `behind`, which must both come within `limit`. Throws
  /// std::runtime_error otherwise.
  std::string text_between(const std::string& before, const std::string& behind,
                           Milliseconds limit = 20s);

  /// Makes the terminal so many columns wide; the program is told by SIGWINCH.
  void resize(int columns) const;

  /// All that came so far.
  const std::string& output() const { return output_; }

  /// The program's exit status, 128 + N after signal N; -1 if it does not end within `limit`.
  int wait(Milliseconds limit = 20s);

 private:
  bool read_some(Milliseconds limit);

  pid_t pid_ = -1;
  int fd_ = -1;
  std::string output_;
  std::size_t seen_ = 0;
};

}  // namespace support
