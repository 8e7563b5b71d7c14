#include "qmp/noncharacter.h"

#include <bit>

namespace qmp {

bool is_noncharacter(std::uint32_t code_point) {
  return (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFE) == 0xFFFE;
}

/// The ones that a byte begins with tell its part: none, a character of its own; one, it goes on
/// with a character; more, it begins one. Half a character is too small to be mistaken.
bool holds_noncharacter(std::string_view utf8) {
  std::uint32_t code_point = 0;
  for (char character : utf8) {
    auto byte = static_cast<unsigned char>(character);
    int ones = std::countl_one(byte);
    code_point = ones == 1 ? code_point << 6 | (byte & 0x3F) : byte & (0x7F >> ones);
    if (is_noncharacter(code_point)) return true;
  }
  return false;
}

}  // namespace qmp
