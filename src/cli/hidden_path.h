#pragma once

#include "cli/options.h"

#include <string>

namespace cli {

/// Whether somebody who walks from the root to `path` comes through `directory`, also by symlinks
/// and `..`: a mount there hides what is at the path. Both are absolute. What does not exist is
/// taken as it reads.
bool leads_through(const std::string& path, const std::string& directory);

/// Refuses a mount that would hide its own sockets: the daemon would look for the monitor, when
/// QEMU comes back, in the mount that it serves, and wait for itself. `directory` is the
/// mountpoint, without symlinks. Throws fuse::MountError.
void refuse_to_hide_sockets(const Options& options, const std::string& directory);

}  // namespace cli
