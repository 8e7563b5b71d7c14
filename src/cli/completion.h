#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// What may stand at the end of an unfinished line.
struct Completion {
  std::size_t from = 0;                 ///< where in the line the unfinished piece begins
  std::vector<std::string> candidates;  ///< each would replace it

  /// Takes a candidate if it begins with the piece and can be typed without quotes.
  void offer(std::string_view line, const std::string& candidate);

  /// What all candidates have in common behind what is typed already. The only one is finished with
  /// a blank, unless it ends so that more must follow.
  std::string addition(std::string_view line) const;
};

/// Names in columns for a terminal of that width, each line with its newline. Safe for a terminal.
std::string in_columns(const std::vector<std::string>& names, std::size_t width);

}  // namespace cli
