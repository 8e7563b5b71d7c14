#pragma once

#include <string_view>

namespace qom {

/// Whether text is the beginning of a value of that declared type, if it is an enum of QEMU that is
/// known here, and none yet: `o` and `of` of OnOffAuto. QEMU names an enum's type, but tells nobody
/// its values. Those of the common ones are known here; of any other no text is a beginning.
bool begins_an_enum(std::string_view text, std::string_view type);

}  // namespace qom
