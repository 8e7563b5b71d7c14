#pragma once

#include <string>
#include <string_view>

namespace qmp {

/// The text as one word of a shell's command line: as it is where that reads as one word, else in
/// quotes. For names in messages: an empty one is seen, a blank does not tear one in two, and the
/// commands that messages advise can be pasted.
std::string shell_word(std::string_view text);

}  // namespace qmp
