#include "cli/printable.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace cli {
namespace {

/// A character at the start of some text. `size` 0: no UTF-8 begins there.
struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;
};

constexpr std::uint32_t smallest_code[] = {0, 0, 0x80, 0x800, 0x10000};

std::size_t size_by_first(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

Character first_of(std::string_view text) {
  auto first = static_cast<unsigned char>(text.front());
  std::size_t size = size_by_first(first);
  if (size == 0 || size > text.size()) return {};
  std::uint32_t code = size == 1 ? first : first & (0xff >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return {};
    code = code << 6 | (next & 0x3f);
  }
  bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code < smallest_code[size] || surrogate || code > 0x10ffff) return {};
  return {code, size};
}

/// Whether a terminal obeys the character instead of showing it.
bool is_obeyed(std::uint32_t code) {
  bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  bool line_end = code == 0x2028 || code == 0x2029;
  bool direction = code == 0x061c || code == 0x200e || code == 0x200f ||
                   (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return control || line_end || direction;
}

bool passes(std::uint32_t code, Notation notation) {
  bool breaks = code == '\n' || code == '\t';
  return !is_obeyed(code) || (breaks && notation != Notation::line);
}

std::string escape(std::uint32_t code, Notation notation) {
  if (notation != Notation::json) {
    if (code == '\n') return "\\n";
    if (code == '\t') return "\\t";
    if (code == '\r') return "\\r";
  }
  char text[16];
  bool byte = code < 0x80 && notation != Notation::json;
  std::snprintf(text, sizeof text, byte ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(code));
  return text;
}

std::string escape_byte(unsigned char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "\\x%02x", byte);
  return text;
}

}  // namespace

std::string printable(std::string_view text, Notation notation) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    Character character = first_of(text);
    if (character.size == 0) {
      shown += escape_byte(static_cast<unsigned char>(text.front()));
      character.size = 1;
    } else if (passes(character.code, notation)) {
      shown += text.substr(0, character.size);
    } else {
      shown += escape(character.code, notation);
    }
    text.remove_prefix(character.size);
  }
  return shown;
}

}  // namespace cli
