#pragma once

#include "fuse/filesystem.h"
#include "fuse/notifier.h"
#include "fuse/operations.h"
#include "fuse/session_handle.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <fuse_lowlevel.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fuse {

/// A mounted Filesystem: moves requests from the kernel to it. mount() once, then run() until
/// stop() or until somebody unmounts. All on the loop thread; the Filesystem and the Notifier must
/// outlive it.
class Session {
 public:
  struct Options {
    std::vector<std::string> mount;  ///< libfuse's mount options, without -o
    bool debug = false;              ///< libfuse prints every request on stderr
  };

  /// Throws MountError if libfuse refuses the options.
  Session(asio::any_io_executor executor, Filesystem& filesystem, Notifier& notifier,
          const Options& options, Operations::Report report);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Throws MountError. The mount answers only once run() runs.
  void mount(const std::string& mountpoint);

  /// Instead of mount(): serves a kernel played by the other end of a socket. Takes the descriptor.
  void adopt(int descriptor);

  /// Serves until stopped or unmounted. Calls `on_ready` once the mount answers. Returns when no
  /// more requests are read; some may still be open.
  asio::awaitable<void> run(std::function<void()> on_ready);

  /// Makes run() return.
  void stop();

  /// Ends all open requests (ECONNABORTED) and waits until each is answered. What they wait for
  /// must be ended before or meanwhile.
  asio::awaitable<void> drain();

 private:
  void watch(int descriptor);
  bool serve_pending();
  asio::awaitable<bool> serve_burst();
  asio::awaitable<void> serve_until_silent(bool serving);

  Notifier& notifier_;
  Operations operations_;
  SessionHandle handle_;
  asio::posix::stream_descriptor descriptor_;
  fuse_buf buffer_ = {};
  std::chrono::microseconds linger_;
  std::uint64_t served_ = 0;   // requests
  std::uint64_t at_hand_ = 0;  // of the last ones, those that had to wait for nothing
  bool stopping_ = false;
};

}  // namespace fuse
