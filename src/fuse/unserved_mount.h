#pragma once

#include <string>
#include <vector>

namespace fuse {

/// Mounts on a directory with libfuse's mount options, for another process to serve, and returns
/// the descriptor to serve it by. Until somebody does, whoever looks into the mount waits; when the
/// last copy of the descriptor is closed the mount is dead. The caller owns the descriptor and
/// unmounts. Throws fuse::MountError. Used by the program that mounts for a service.
int make_unserved_mount(const std::vector<std::string>& options, const std::string& mountpoint);

}  // namespace fuse
