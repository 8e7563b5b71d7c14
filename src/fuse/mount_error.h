#pragma once

#include <stdexcept>

namespace fuse {

/// The mount could not be made; what() is one line that says why.
class MountError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fuse
