#pragma once

#include <cstdint>
#include <string_view>

namespace qmp {

/// One of the 66 code points that Unicode keeps for nobody (U+FFFE, U+FFFF and their like on every
/// plane, U+FDD0 to U+FDEF). QEMU's JSON parser refuses them, as text and as \u escape.
bool is_noncharacter(std::uint32_t code_point);

/// Whether valid UTF-8 text holds a noncharacter.
bool holds_noncharacter(std::string_view utf8);

}  // namespace qmp
