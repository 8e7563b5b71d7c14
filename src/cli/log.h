#pragma once

#include "fs/options.h"

#include <string>

namespace cli {

/// One line to a person at the terminal: `qom-fuse: LINE`.
void say(const std::string& line);

/// Where a mount's log lines go: to stderr in the foreground, to the system log from the
/// background.
fs::Log make_log(bool foreground);

}  // namespace cli
