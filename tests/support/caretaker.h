#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

namespace support {

/// A small process that looks after one mount, so that a defect in the file system ends as a failed
/// test and not as a machine with hung processes. After `limit` it aborts the FUSE connection,
/// which frees whoever waits in it; when the test program ends without release(), by a crash or by
/// the test runner's hand, it also detaches the mount.
class Caretaker {
 public:
  Caretaker(const std::string& mountpoint, std::chrono::seconds limit);
  ~Caretaker();
  Caretaker(const Caretaker&) = delete;
  Caretaker& operator=(const Caretaker&) = delete;

  /// The mount is gone, there is nothing left to look after. Returns whether the limit had been
  /// passed.
  bool release();

 private:
  pid_t pid_ = -1;
  int alive_ = -1;  ///< closed by the kernel with the test program
};

}  // namespace support
