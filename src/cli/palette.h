#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

/// What starts each kind of text on a terminal, and what ends it. All empty where there is no
/// colour.
struct Palette {
  std::string_view object;  ///< a child: blue as a directory in ls
  std::string_view link;
  std::string_view name;  ///< a property, the member of a JSON object
  std::string_view type;  ///< and branches: what steps back
  std::string_view string;
  std::string_view number;
  std::string_view word;  ///< true, false, null
  std::string_view end;
};

extern const Palette plain;
extern const Palette coloured;

/// Text in that colour of the palette.
std::string paint(std::string_view text, std::string_view colour, const Palette& palette);

/// Where standard output goes, and what may be sent there.
struct Output {
  bool terminal = false;
  bool utf8 = false;        ///< whether the locale shows UTF-8
  std::size_t columns = 0;  ///< of the terminal; 0: as many as one likes
  const Palette* palette = &plain;
};

/// Colour is for terminals only, and not where $NO_COLOR or TERM=dumb forbids it.
Output standard_output();

}  // namespace cli
