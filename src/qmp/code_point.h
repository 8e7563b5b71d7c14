#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qmp {

/// The character that a text begins with, as QEMU reads UTF-8.
struct CodePoint {
  std::optional<std::uint32_t> value;  ///< nothing if there is no valid one
  std::size_t size = 0;                ///< its bytes, or those to skip; at least 1
};

/// Reads the first character of text that is not empty. It knows U+0000 as C0 80, too, and no
/// noncharacters.
CodePoint first_code_point(std::string_view text);

/// Appends a character as UTF-8. False, and nothing is appended, if it is a surrogate, a
/// noncharacter or beyond Unicode.
bool append_utf8(std::string& text, std::uint32_t code_point);

/// The text with U+FFFD in place of whatever is no character, as QEMU puts it into its answers.
std::string valid_utf8(std::string_view text);

}  // namespace qmp
