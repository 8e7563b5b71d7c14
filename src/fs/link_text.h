#pragma once

#include "qom/path.h"

#include <string>
#include <string_view>

namespace fs {

/// The text of the symlink for a link<> property of `holder` with that value. Always relative and
/// inside the mount: file names of the target's path, behind as many `..` as `holder` is deep. An
/// unset link reads `(unset)`, one whose value is no absolute path `(invalid)`; both dangle.
std::string link_text(const qom::Path& holder, std::string_view target);

}  // namespace fs
