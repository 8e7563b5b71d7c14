#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>

namespace fs {

/// How the tree is shown. One of each mount, from the command line.
struct Options {
  bool read_only = false;  ///< no qom-set ever
  uid_t uid = 0;
  gid_t gid = 0;
  mode_t umask = 077;  ///< private: `secret` objects read back in clear text
  std::chrono::nanoseconds timeout =
      std::chrono::seconds(1);  ///< how long the kernel may keep attributes
  /// How long a value fetched ahead, by open or for a walker, may wait for its one reader.
  std::chrono::nanoseconds readahead_timeout = std::chrono::milliseconds(250);
  /// Longest wait for QEMU of who looks up a name or lists a directory, however many questions it
  /// takes. The first one is the monitor's to bound.
  std::chrono::nanoseconds deadline = std::chrono::seconds(10);
  bool log_values = false;  ///< QEMU's sentences are logged as they are, though they quote values
  bool log_refused_reads = false;  ///< every `grep -r` meets values that cannot be read
};

/// Takes what a person may want to know: a path and QEMU's sentence about it. Never a value,
/// unless Options::log_values.
using Log = std::function<void(const std::string& line)>;

}  // namespace fs
