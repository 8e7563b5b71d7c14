#pragma once

#include <string>

namespace cli {

/// Makes sure that a mount on this directory can work, and returns its absolute path. A dead
/// qom-fuse mount is detached first, with a note. Throws fuse::MountError with one line that says
/// what is wrong and what to do.
std::string prepare_mountpoint(const std::string& mountpoint);

}  // namespace cli
