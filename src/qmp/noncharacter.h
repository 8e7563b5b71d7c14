#pragma once

#include <string_view>

namespace qmp {

/// Whether valid UTF-8 text holds one of the 66 code points that Unicode keeps for nobody (U+FFFE,
/// U+FFFF and their like on every plane, U+FDD0 to U+FDEF). QEMU's JSON parser refuses them, as
/// text and as \u escape.
bool holds_noncharacter(std::string_view utf8);

}  // namespace qmp
