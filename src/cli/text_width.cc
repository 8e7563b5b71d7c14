#include "cli/text_width.h"

#include <wchar.h>

#include <algorithm>
#include <cwchar>

namespace cli {
namespace {

/// One character at the start of some text.
struct Character {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

/// In UTF-8, whatever the locale is.
bool continues_character(char byte) { return (byte & 0xc0) == 0x80; }

Character first_of(std::string_view text) {
  std::mbstate_t state = {};
  wchar_t letter = 0;
  auto bytes = std::mbrtowc(&letter, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {1, continues_character(text.front()) ? 0u : 1u};
  return {bytes, static_cast<std::size_t>(std::max(0, ::wcwidth(letter)))};
}

/// How many bytes of the text fit into so many columns.
std::size_t bytes_within(std::string_view text, std::size_t width) {
  std::size_t taken = 0;
  while (taken < text.size()) {
    Character next = first_of(text.substr(taken));
    if (next.columns > width) break;
    width -= next.columns;
    taken += next.bytes;
  }
  return taken;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    Character next = first_of(text);
    width += next.columns;
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width, std::string_view mark) {
  if (bytes_within(text, width) == text.size()) return std::string(text);
  auto marked = bytes_within(mark, width);
  auto kept = bytes_within(text, width - width_of(mark.substr(0, marked)));
  return std::string(text.substr(0, kept)) += mark.substr(0, marked);
}

}  // namespace cli
