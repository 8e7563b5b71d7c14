#pragma once

#include <string>
#include <vector>

namespace cli {

/// The lines typed in earlier sessions, one a line of a file that only its owner can read: commands
/// hold passwords. Sessions that run side by side all add to it. Failures are silent: a shell
/// without a history is better than none.
class ShellHistory {
 public:
  static constexpr std::size_t max_lines = 1000;

  /// An empty name keeps nothing.
  explicit ShellHistory(std::string file) : file_(std::move(file)) {}

  /// The newest lines, oldest first. Shortens a file that has become much longer.
  std::vector<std::string> load() const;

  /// Whether a line is to be remembered at all: one that begins with a blank is not.
  static bool keeps(const std::string& line);

  /// Adds a line that is to be kept.
  void add(const std::string& line) const;

 private:
  void write(const std::vector<std::string>& lines, int flags) const;

  std::string file_;
};

/// Where the history of that program is kept: in $XDG_STATE_HOME, else ~/.local/state. Makes the
/// folder. Empty if there is no place.
std::string history_file(const std::string& program);

}  // namespace cli
