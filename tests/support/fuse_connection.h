#pragma once

#include <string>

namespace support {

/// What the kernel says is mounted at a place, read from /proc/self/mountinfo: that asks no file
/// system, so it cannot hang.
struct MountEntry {
  bool mounted = false;
  int connection = -1;  ///< the number of the FUSE connection: the minor number of its device
  std::string type;
  std::string source;
  std::string options;  ///< of the mount and of its file system, with one comma between them
};

/// The topmost mount at exactly `mountpoint` (absolute, no blanks in it).
MountEntry mount_at(const std::string& mountpoint);

/// Waits until at least `count` requests of the FUSE mount at `mountpoint` wait for their answers.
/// The kernel counts what nobody waits for as well, as the RELEASE of a file that was just closed:
/// see wait_until_idle(). Needs root. Throws std::runtime_error when that takes too long.
void wait_for_requests(const std::string& mountpoint, int count);

/// Waits until no request of the FUSE mount at `mountpoint` waits for its answer; otherwise as
/// wait_for_requests().
void wait_until_idle(const std::string& mountpoint);

/// Ends FUSE connection `number`: everything that waits in it returns at once, even what no signal
/// wakes. Needs root. False when the kernel's control files cannot be reached.
bool abort_connection(int number);

}  // namespace support
