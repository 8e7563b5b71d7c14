#pragma once

#include "fuse/mount_error.h"

#include <fuse_lowlevel.h>

#include <string>
#include <vector>

namespace fuse {

/// libfuse's session, whose owner destroys it. `options` are libfuse's own mount options; throws
/// MountError for those it does not know.
fuse_session* make_raw_session(const std::vector<std::string>& options, bool debug,
                               const fuse_lowlevel_ops& callbacks, void* user_data);

/// Mounts it on a directory. Throws MountError.
void mount_raw_session(fuse_session* session, const std::string& mountpoint);

}  // namespace fuse
