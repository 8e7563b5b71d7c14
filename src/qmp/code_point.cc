#include "qmp/code_point.h"

#include "qmp/noncharacter.h"

#include <bit>

namespace qmp {
namespace {

constexpr std::uint32_t last_code_point = 0x10FFFF;

bool is_surrogate(std::uint32_t code_point) { return code_point >= 0xD800 && code_point <= 0xDFFF; }

bool is_character(std::uint32_t code_point) {
  return code_point <= last_code_point && !is_surrogate(code_point) && !is_noncharacter(code_point);
}

/// How many bytes UTF-8 needs for it.
std::size_t utf8_size(std::uint32_t code_point) {
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

}  // namespace

/// The old form of UTF-8 had up to six bytes: these are skipped as one.
CodePoint first_code_point(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  auto whole = static_cast<std::size_t>(std::countl_one(first));
  if (whole == 1 || whole > 6) return {std::nullopt, 1};
  std::uint32_t code_point = first & (0x7Fu >> whole);
  std::size_t size = 1;
  for (; size < whole; ++size) {
    unsigned char byte = size < text.size() ? static_cast<unsigned char>(text[size]) : 0;
    if (std::countl_one(byte) != 1) return {std::nullopt, size};
    code_point = code_point << 6 | (byte & 0x3Fu);
  }
  bool zero = code_point == 0 && whole == 2;
  if (!zero && (!is_character(code_point) || utf8_size(code_point) != whole))
    return {std::nullopt, size};
  return {code_point, size};
}

bool append_utf8(std::string& text, std::uint32_t code_point) {
  if (!is_character(code_point)) return false;
  std::size_t size = utf8_size(code_point);
  if (size == 1) {
    text += static_cast<char>(code_point);
    return true;
  }
  std::uint32_t ones = (0xFFu << (8 - size)) & 0xFFu;
  text += static_cast<char>(ones | code_point >> (6 * (size - 1)));
  for (std::size_t left = size - 1; left > 0; --left)
    text += static_cast<char>(0x80u | (code_point >> (6 * (left - 1)) & 0x3Fu));
  return true;
}

std::string valid_utf8(std::string_view text) {
  constexpr std::uint32_t replacement = 0xFFFD;
  std::string valid;
  while (!text.empty()) {
    CodePoint first = first_code_point(text);
    append_utf8(valid, first.value.value_or(replacement));
    text.remove_prefix(first.size);
  }
  return valid;
}

}  // namespace qmp
