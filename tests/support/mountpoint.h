#pragma once

#include <string>

#include "support/caretaker.h"
#include "support/scratch_directory.h"
#include "support/shell.h"

namespace support {

/// Waits until nothing is mounted at `mountpoint` and no daemon serves it; false after `limit`.
bool wait_until_unmounted(const std::string& mountpoint, Milliseconds limit = 10s);

/// A folder to mount on. It owns whatever gets mounted there: the destructor unmounts, and fails
/// the test when that takes more than a plain `fusermount3 -u`. A mount older than `life` is
/// aborted, so that a call which hangs in it fails instead.
class Mountpoint {
 public:
  explicit Mountpoint(std::chrono::seconds life = 120s);
  ~Mountpoint();

  const std::string& path() const { return path_; }

  /// Unmounts by every means, the gentlest first; each step is bounded. Empty when the first was
  /// enough, else what stood in its way.
  std::string take_down();

 private:
  ScratchDirectory directory_;
  std::string path_;
  Caretaker caretaker_;
};

}  // namespace support
