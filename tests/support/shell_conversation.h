#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/scratch_directory.h"
#include "support/terminal.h"
#include "support/tool.h"

namespace support {

/// qmp-shell before a person, on that monitor, with a home of its own.
struct ShellConversation : Terminal {
  using Words = std::vector<std::string>;

  ShellConversation(const std::string& socket, const ScratchDirectory& home, Words options = {})
      : Terminal(command(socket, std::move(options)), environment(home)) {}

  static Words command(const std::string& socket, Words options) {
    Words words = {tool_program("qmp-shell")};
    words.insert(words.end(), options.begin(), options.end());
    words.push_back(socket);
    return words;
  }

  static Words environment(const ScratchDirectory& home) {
    return {"TERM=xterm", "LC_ALL=C.UTF-8", "NO_COLOR=1", "HOME=" + (home / ""),
            "XDG_STATE_HOME=" + (home / "state")};
  }
};

}  // namespace support
