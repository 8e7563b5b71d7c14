#pragma once

#include <string>

#include "support/mountpoint.h"

namespace support {

/// One mount of a QMP address, made by running the daemon. The constructor returns when the daemon
/// has returned 0 and throws std::runtime_error with its output otherwise; the end of the mount is
/// the mountpoint's work.
class Mounted {
 public:
  /// `options` go after -o when not empty.
  explicit Mounted(const std::string& address, const std::string& options = "");

  const std::string& path() const { return mountpoint_.path(); }

  /// A QOM path as a path in the mount; for names that need no escape.
  std::string operator()(const std::string& qom_path) const { return path() + qom_path; }

 private:
  Mountpoint mountpoint_;
};

}  // namespace support
