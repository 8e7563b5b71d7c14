#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "support/scratch_directory.h"

namespace support {

/// What systemd is to a service: the socket in $NOTIFY_SOCKET, which is set while this lives, also
/// for programs that are started meanwhile.
class FakeServiceManager {
 public:
  FakeServiceManager();
  ~FakeServiceManager();
  FakeServiceManager(const FakeServiceManager&) = delete;
  FakeServiceManager& operator=(const FakeServiceManager&) = delete;

  /// The next message; none if the service says nothing for so long.
  std::optional<std::string> next(std::chrono::milliseconds limit);

  /// What the service left for the program after it by FDSTORE=1: programs that are started
  /// meanwhile inherit it. -1 if nothing.
  int stored_descriptor() const { return stored_; }

  /// What FDSTOREREMOVE=1 asks for.
  void drop_stored_descriptor();

 private:
  ScratchDirectory directory_;
  int socket_;
  int stored_ = -1;
};

}  // namespace support
