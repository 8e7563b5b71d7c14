#pragma once

#include "cli/resized_line.h"

#include <cstddef>
#include <optional>
#include <string>

namespace cli {

/// Asks a terminal for its cursor's position; the answer comes among the keys.
constexpr const char* ask_for_position = "\033[6n";

/// The answers to that (`ESC [ ROW ; COLUMN R`), taken out of what the terminal sends.
class PositionReports {
 public:
  /// One more answer is to come. While none is, keys are left alone: some send the same.
  void expect() { ++expected_; }

  /// Whether answers are still to come.
  bool expected() const { return expected_ > 0; }

  /// Takes the first answer out of the bytes, if a whole one is there.
  std::optional<CursorPosition> take(std::string& bytes);

  /// How many bytes at the start are keys for sure: an answer may have begun behind them.
  std::size_t keys_in(const std::string& bytes) const;

 private:
  std::size_t expected_ = 0;
};

}  // namespace cli
