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

 private:
  ScratchDirectory directory_;
  int socket_;
};

}  // namespace support
