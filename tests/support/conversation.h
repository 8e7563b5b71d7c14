#pragma once

#include <string>
#include <vector>

namespace support {

/// One piece of bytes that a client says to a monitor.
struct SaidPiece {
  int line = 0;           ///< of the file
  std::string exception;  ///< by this name the answer may differ; empty if it may not
  std::string bytes;
};

/// What one client says, in order. The form is described in the file itself, `#` begins a comment.
/// Throws std::runtime_error if the file cannot be read.
std::vector<SaidPiece> read_conversation(const std::string& path);

}  // namespace support
