#pragma once

#include "fuse/filesystem.h"
#include "fuse/notifier.h"
#include "fuse/request.h"

#include <boost/asio/any_io_executor.hpp>

#include <fuse_lowlevel.h>

#include <atomic>
#include <functional>
#include <string>

namespace fuse {

/// Between libfuse's table of C callbacks and a Filesystem: each callback copies its arguments,
/// starts the coroutine, and replies with what it returns. An operation that throws is answered
/// with the reason if it was cancelled, else EIO and a line to `report`. Owned by Session.
class Operations {
 public:
  using Report = std::function<void(const std::string& line)>;

  Operations(asio::any_io_executor executor, Filesystem& filesystem, Notifier& notifier,
             Report report);

  /// The callbacks; their user data is an Operations.
  static fuse_lowlevel_ops table();

  OpenRequests& requests() { return requests_; }

  /// The kernel and libfuse have agreed on the protocol: the mount answers.
  bool initialised() const { return initialised_; }

  template <class T, class Reply>
  void start(fuse_req_t raw, asio::awaitable<Result<T>> operation, Reply reply);

  Filesystem& filesystem() { return filesystem_; }

  /// True for the first call: the reply to INIT.
  bool is_first_reply() { return !replied_.exchange(true); }

  Notifier& notifier() { return notifier_; }

  void on_init(fuse_conn_info& connection);

 private:
  int errno_of(std::exception_ptr failure, const Request& request);

  asio::any_io_executor executor_;
  Filesystem& filesystem_;
  Notifier& notifier_;
  Report report_;
  OpenRequests requests_;
  bool initialised_ = false;
  std::atomic<bool> replied_ = false;  // the notifier writes as well
};

/// Adds what a file system with a fixed tree answers to requests for change, without asking anyone.
void add_refusals(fuse_lowlevel_ops& table);

}  // namespace fuse
