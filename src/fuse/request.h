#pragma once

#include "fuse/directory_buffer.h"
#include "fuse/types.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fuse_lowlevel.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace fuse {

namespace asio = boost::asio;

class Request;

/// The requests that wait for an answer: whom to cancel, and when the last has gone.
class OpenRequests {
 public:
  explicit OpenRequests(asio::any_io_executor executor);

  /// Interrupts one request, if it is still open: its caller got a signal.
  void interrupt(std::uint64_t number);

  /// Ends all: the session ends under them.
  void abort_all();

  std::size_t size() const { return open_.size(); }

  /// Cancelled whenever a request has gone; never expires.
  asio::steady_timer& one_gone() { return one_gone_; }

 private:
  friend class Request;
  void cancel(std::uint64_t number, int reason);

  asio::any_io_executor executor_;
  asio::steady_timer one_gone_;
  std::unordered_map<std::uint64_t, Request*> open_;
  std::uint64_t last_number_ = 0;
};

/// One request of the kernel. Answers exactly once: a second reply is a bug, and if there is none
/// the destructor says EIO. FUSE_INTERRUPT and the end of the session become a cancellation of
/// whatever is bound to cancellation(). Pinned: libfuse keeps its address.
class Request {
 public:
  Request(fuse_req_t raw, OpenRequests& requests);
  ~Request();
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  asio::cancellation_slot cancellation() { return signal_.slot(); }

  /// The errno for what was cancelled: EINTR, or ECONNABORTED if the session ends, which is what
  /// the kernel says of requests that it has not handed out yet.
  int cancelled_errno() const { return cancelled_errno_; }

  /// The errno for an operation that failed with `number`. Once the session ends that is the reason
  /// of every failure: what the operation waited for ends as well, and may be seen first. EIO
  /// stays, which says of a write that it may have been done.
  int failure_errno(int number) const;

  /// The replies return whether the kernel took them; it does not once the connection is aborted.
  bool reply_error(int number);
  bool reply(const Entry& entry);
  bool reply(const Attributes& attributes);
  bool reply(const fuse_file_info& file);
  bool reply(const struct statvfs& status);
  bool reply_written(std::size_t size);
  bool reply_bytes(const char* data, std::size_t size);
  bool reply_link(const std::string& target);

 private:
  friend class OpenRequests;
  static void on_interrupt(fuse_req_t raw, void* self);
  fuse_req_t take();

  fuse_req_t raw_;  // null once answered
  OpenRequests& requests_;
  std::uint64_t number_;
  asio::cancellation_signal signal_;
  int cancelled_errno_;
};

}  // namespace fuse
