#pragma once

#include <cstddef>
#include <optional>

namespace cli {

/// Where a terminal's cursor is, counted from 1.
struct CursorPosition {
  std::size_t row = 1;
  std::size_t column = 1;

  bool operator==(const CursorPosition&) const = default;
};

/// A line that was painted from the left edge of a terminal, whose width has changed since. Some
/// terminals wrap it anew and take the cursor along (VTE, kitty, tmux), others cut its rows
/// (xterm).
struct ResizedLine {
  std::size_t before = 0;   ///< columns of the line before the cursor
  std::size_t painted = 1;  ///< the terminal's width when it was painted, at least 1
  std::size_t present = 1;  ///< and now

  /// How many rows above the cursor the line begins. Where the cursor is tells which kind of
  /// terminal it is; without that, or if both kinds would have put it there, the smaller count:
  /// text above the line that stays too much is better than text that is lost.
  std::size_t rows_above(std::optional<CursorPosition> cursor) const;
};

}  // namespace cli
