#pragma once

#include "cli/options.h"
#include "fs/options.h"

#include <string>

namespace cli {

/// One line to a person at the terminal: `qom-fuse: LINE`.
void say(const std::string& line);

/// Where a mount's log lines go: to stderr in the foreground, to the system log from the
/// background. Each says which mount: by its mountpoint, or by its monitor if the mountpoint is
/// known to somebody else alone.
fs::Log make_log(const Options& options);

}  // namespace cli
