#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/scratch_directory.h"
#include "support/terminal.h"

namespace support {

/// A real bash, zsh or fish at a pseudo-terminal, with the completions of the source tree and
/// nothing of the person's own. It owns the shell and a home folder for it.
class CompletingShell {
 public:
  /// `name` is one of names(). Throws std::runtime_error if the shell does not come up.
  explicit CompletingShell(const std::string& name);

  static std::vector<std::string> names() { return {"bash", "zsh", "fish"}; }

  /// Why the shells cannot be driven on this machine; empty if they can.
  static std::string missing();

  /// Types the line and TAB, and returns the words that the line then has, each as `<WORD>`.
  std::string completed(const std::string& line);

 private:
  ScratchDirectory home_;
  std::unique_ptr<Terminal> terminal_;
  int lines_ = 0;
};

}  // namespace support
