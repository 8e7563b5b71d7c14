#pragma once

#include <string>
#include <string_view>

namespace cli {

/// What a character that a terminal would obey becomes: control characters (those above 127 too),
/// signs that turn the direction of text, and bytes that are not UTF-8.
enum class Notation {
  line,   ///< `\x1b`, `\u202e`, newlines too: the text stays on its line
  lines,  ///< the same, but newlines and tabs stay
  json,   ///< `\u001b`: for text that is JSON already
};

/// Text from QEMU as it may be shown on a terminal. Names and values are whatever a guest or a
/// chardev's maker chose. Where nothing is to be escaped the text is unchanged.
std::string printable(std::string_view text, Notation notation = Notation::line);

}  // namespace cli
