#pragma once

#include <stdexcept>
#include <string>

namespace cli {

/// A command line that makes no sense; what() says what and where, in one line.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something to print on stdout instead of working: the help, the version. Tools throw it.
struct Text {
  std::string text;
};

}  // namespace cli
