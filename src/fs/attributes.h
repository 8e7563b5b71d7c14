#pragma once

#include "fs/node.h"
#include "fs/options.h"

#include <sys/stat.h>

namespace fs {

/// What stat(2) shows of a node. A file whose value was never read shows 4096 bytes, as on sysfs; a
/// link whose length is not known, the longest text of any link. A directory has one link, which
/// tells walkers not to count on that number. All times are that of the last modification.
struct stat attributes(const Node& node, const Options& options);

}  // namespace fs
