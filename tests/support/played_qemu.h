#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "support/monitor_probe.h"
#include "support/scratch_directory.h"

namespace support {

/// What a played QEMU does at a command: says these bytes as they are, and may end the connection.
struct Said {
  std::string bytes;
  bool cut = false;
};

/// The server's end of a QMP monitor, played in a thread of its own for a program under test that
/// runs in another process. It greets and negotiates honestly and leaves every other command to a
/// script, which it calls on its thread. One client at a time, as QEMU; the next may come when one
/// has gone. Owns its socket and the folder that holds it.
class PlayedQemu {
 public:
  using Script = std::function<Said(const Json& command)>;

  explicit PlayedQemu(Script script);
  ~PlayedQemu();
  PlayedQemu(const PlayedQemu&) = delete;
  PlayedQemu& operator=(const PlayedQemu&) = delete;

  std::string socket() const { return directory_ / "played.sock"; }

 private:
  void serve();
  void converse(int client);

  Script script_;
  ScratchDirectory directory_;
  int listener_ = -1;
  std::atomic<int> client_ = -1;
  std::thread thread_;
};

}  // namespace support
