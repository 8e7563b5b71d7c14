#include "cli/resized_line.h"

#include <algorithm>

namespace cli {

std::size_t ResizedLine::rows_above(std::optional<CursorPosition> cursor) const {
  const std::size_t wrapped = before / present;
  const std::size_t cut = before / painted;
  const std::size_t fewer = std::min(wrapped, cut);
  if (!cursor) return fewer;
  const bool may_be_wrapped = cursor->column == before % present + 1;
  const bool may_be_cut = cursor->column == std::min(before % painted, present - 1) + 1;
  std::size_t rows = fewer;
  if (may_be_wrapped && !may_be_cut) rows = wrapped;
  if (may_be_cut && !may_be_wrapped) rows = cut;
  return std::min(rows, cursor->row - 1);
}

}  // namespace cli
