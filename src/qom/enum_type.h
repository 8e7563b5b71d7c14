#pragma once

#include <string_view>

namespace qom {

/// Whether text is the beginning of a value of that declared type, if it is an enum of QEMU that is
/// known here, and none yet: `o` and `of` of OnOffAuto. QEMU names an enum's type, but tells nobody
/// its values; those of QEMU 7.2 to 11.1 are known here, and a later one is taken for no beginning.
bool begins_an_enum(std::string_view text, std::string_view type);

}  // namespace qom
