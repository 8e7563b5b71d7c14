#pragma once

#include "cli/palette.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// A line of output in pieces, each in its colour. On a terminal it can be made to fit: the value
/// in it gives way first, then whatever stands at the end. Used by the drawing of trees.
class PaintedLine {
 public:
  PaintedLine& add(std::string text, std::string_view colour = {});

  /// The piece that is shortened first. One a line.
  PaintedLine& add_value(std::string text);

  /// With its newline. At most `output.columns` wide; what was cut off ends in an ellipsis.
  std::string finished(const Output& output) const;

 private:
  struct Piece {
    std::string text;
    std::string_view colour;
    bool is_value = false;
  };

  std::vector<Piece> pieces_;
};

}  // namespace cli
