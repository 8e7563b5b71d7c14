#pragma once

#include <string>
#include <string_view>

namespace qmp {

/// What a string of JSON says.
struct StringLiteral {
  std::string text;   ///< UTF-8; U+0000 is a NUL byte
  std::string fault;  ///< why it says nothing, in QEMU's words; else empty
};

/// Reads a string with its quotes, double or single, as QEMU does: no lone surrogate, no
/// noncharacter, no byte that is not UTF-8.
StringLiteral read_string_literal(std::string_view literal);

}  // namespace qmp
