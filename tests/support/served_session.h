#pragma once

#include "fuse/filesystem.h"
#include "fuse/session.h"
#include "support/fake_kernel.h"
#include "support/task.h"

#include <boost/asio/io_context.hpp>

#include <string>
#include <vector>

namespace support {

/// A fuse::Session that serves a Filesystem to a fake kernel, past INIT. The destructor ends it as
/// the program does, stop and drain, and throws away what was left; so nothing may be held any more
/// that a cancellation does not end.
class ServedSession {
 public:
  ServedSession(asio::io_context& loop, fuse::Filesystem& filesystem, fuse::Notifier& notifier);
  ~ServedSession();
  ServedSession(const ServedSession&) = delete;
  ServedSession& operator=(const ServedSession&) = delete;

  /// Stops reading requests, interrupts what is open and waits until all is answered.
  void end();

  FakeKernel kernel;
  std::vector<std::string> reports;  ///< what the session said of operations that threw
  int times_ready = 0;               ///< how often it said that the mount answers
  KernelAnswer init_answer;

 private:
  asio::io_context& loop_;
  fuse::Session session_;
  Task<void> serving_;
  bool ended_ = false;
};

}  // namespace support
