#pragma once

#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace support {

namespace asio = boost::asio;

/// The program for which the kernel asks, where a request tells.
struct KernelCaller {
  std::uint64_t owner = 0;  ///< of its descriptors; 0 tells of none
  pid_t thread = ::getpid();
};

/// One message to the file system, as FUSE lays it out behind the header. Made by kernel_request.h.
struct KernelRequest {
  std::uint32_t opcode = 0;
  std::uint64_t inode = 0;
  std::string body;
  pid_t thread = ::getpid();  ///< who asks
};

/// What the file system sent: the answer to a request, or a notification nobody asked for.
struct KernelAnswer {
  std::uint64_t unique = 0;  ///< of the request; 0 for a notification
  int error = 0;             ///< an errno, positive; for a notification its code
  std::string body;

  /// The body as one of the structures of <linux/fuse.h>.
  template <class Out>
  Out as() const {
    if (body.size() < sizeof(Out)) throw std::runtime_error("an answer that is too short");
    Out out;
    std::memcpy(&out, body.data(), sizeof out);
    return out;
  }
};

/// Plays the kernel at one end of a socket pair; the other end is for fuse::Session::adopt(). Works
/// on the session's own loop, which turns only inside wait(), ask() and settle(), so a test is one
/// plain sequence of steps. All throw std::runtime_error: wait() after some seconds without an
/// answer, and any of them for an answer to a request that was never sent or is answered already.
class FakeKernel {
 public:
  using Unique = std::uint64_t;

  explicit FakeKernel(asio::io_context& loop);
  ~FakeKernel();
  FakeKernel(const FakeKernel&) = delete;
  FakeKernel& operator=(const FakeKernel&) = delete;

  /// The session's end; call it once.
  int take_session_end();

  /// Sends a request and returns at once.
  Unique send(const KernelRequest& request);

  /// Tells the file system that the caller of a request got a signal.
  void interrupt(Unique request);

  /// Turns the loop until the request is answered. Each answer can be taken once.
  KernelAnswer wait(Unique request);

  /// send() and wait().
  KernelAnswer ask(const KernelRequest& request);

  /// Runs everything that can go on without waiting.
  void settle();

  bool answered(Unique request) const { return answers_.contains(request); }

  /// Requests without an answer.
  std::size_t open_requests() const { return open_.size(); }

  /// Notifications since the last call, each with the number of answers that came before it.
  struct Notification {
    KernelAnswer message;
    std::size_t answers_before = 0;
  };
  std::vector<Notification> take_notifications();

  /// All answers so far.
  std::size_t answer_count() const { return answer_count_; }

  /// Closes the kernel's end, as when the connection is aborted.
  void hang_up();

 private:
  void write(const KernelRequest& request, Unique unique);
  void receive_all();
  void receive(const std::string& message);

  asio::io_context& loop_;
  int own_end_ = -1;
  int session_end_ = -1;
  Unique last_ = 0;
  std::set<Unique> open_;
  std::map<Unique, KernelAnswer> answers_;
  std::vector<Notification> notifications_;
  std::size_t answer_count_ = 0;
};

}  // namespace support
