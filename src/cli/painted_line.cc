#include "cli/painted_line.h"

#include "cli/text_width.h"

#include <algorithm>
#include <utility>

namespace cli {
namespace {

/// A value that has given way is still worth a look.
constexpr std::size_t least_value = 12;

}  // namespace

PaintedLine& PaintedLine::add(std::string text, std::string_view colour) {
  pieces_.push_back({std::move(text), colour});
  return *this;
}

PaintedLine& PaintedLine::add_value(std::string text) {
  pieces_.push_back({std::move(text), {}, true});
  return *this;
}

std::string PaintedLine::finished(const Output& output) const {
  std::size_t width = 0;
  for (const Piece& piece : pieces_) width += width_of(piece.text);
  const bool fits = output.columns == 0 || width <= output.columns;
  const std::size_t excess = fits ? 0 : width - output.columns;
  const std::string_view mark = output.utf8 ? "…" : "...";
  std::size_t left = fits ? width : output.columns;
  std::string line;
  for (const Piece& piece : pieces_) {
    std::size_t room = left;
    std::size_t wanted = width_of(piece.text);
    if (piece.is_value && wanted > least_value)
      room = std::min(left, std::max(least_value, wanted - std::min(wanted, excess)));
    std::string text = shortened(piece.text, room, mark);
    left -= width_of(text);
    if (!text.empty()) line += paint(text, piece.colour, *output.palette);
    if (left == 0 && !fits) break;
  }
  return line + '\n';
}

}  // namespace cli
