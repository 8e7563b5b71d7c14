#include "fuse/session.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

namespace fuse {
namespace {

/// How many requests are taken in a row before the loop gets to serve others.
constexpr int batch = 64;

/// So many requests in a row answered from memory make a walker of whoever sends them. Three or
/// four come with every cat.
constexpr std::uint64_t worth_lingering = 8;

/// How long the next request is waited for without sleep. With one CPU the program that is to send
/// it could not run meanwhile.
std::chrono::microseconds linger() {
  constexpr std::chrono::microseconds next_request(50);
  return std::thread::hardware_concurrency() > 1 ? next_request : next_request.zero();
}

}  // namespace

Session::Session(asio::any_io_executor executor, Filesystem& filesystem, Notifier& notifier,
                 const Options& options, Operations::Report report)
    : notifier_(notifier),
      operations_(executor, filesystem, notifier, std::move(report)),
      handle_(options.mount, options.debug, operations_),
      descriptor_(executor),
      linger_(linger()) {}

Session::~Session() {
  notifier_.join();
  if (descriptor_.is_open()) descriptor_.release();  // libfuse closes it
  std::free(buffer_.mem);
}

void Session::mount(const std::string& mountpoint) {
  handle_.mount(mountpoint);
  watch(fuse_session_fd(handle_.get()));
}

void Session::adopt(int descriptor) {
  handle_.adopt(descriptor);
  watch(descriptor);
}

void Session::watch(int descriptor) {
  descriptor_.assign(descriptor);
  descriptor_.native_non_blocking(true);
}

asio::awaitable<void> Session::run(std::function<void()> on_ready) {
  bool ready = false;
  bool serving = true;
  while (serving && !stopping_) {
    boost::system::error_code woken;  // by requests or by stop()
    co_await descriptor_.async_wait(descriptor_.wait_read,
                                    asio::redirect_error(asio::use_awaitable, woken));
    serving = co_await serve_burst();
    if (!ready && operations_.initialised()) {
      ready = true;
      notifier_.start(handle_.get());
      on_ready();
    }
  }
  notifier_.stop();
  co_await serve_until_silent(serving);
}

/// A walker whose answers are all at hand asks again within microseconds. To find the daemon awake
/// spares it the wake-up of a CPU, which takes many times as long as the answer. As soon as a
/// request has to wait, the CPU is left to QEMU; and any time to whatever else wants to run.
asio::awaitable<bool> Session::serve_burst() {
  using Clock = std::chrono::steady_clock;
  bool serving = true;
  auto end = Clock::now();
  while (serving && !stopping_) {
    std::uint64_t before = served_;
    serving = serve_pending();
    co_await asio::post(descriptor_.get_executor(), asio::use_awaitable);
    at_hand_ = operations_.requests().size() > 0 ? 0 : at_hand_ + served_ - before;
    auto now = Clock::now();
    if (served_ != before && at_hand_ >= worth_lingering) end = now + linger_;
    if (now >= end) break;
    std::this_thread::yield();
  }
  co_return serving;
}

/// The notifier may wait in the kernel for a request that nobody has answered or even read yet, so
/// requests are served, and interrupted, until it has left.
asio::awaitable<void> Session::serve_until_silent(bool serving) {
  constexpr std::chrono::milliseconds look_again(2);
  asio::steady_timer pause(descriptor_.get_executor());
  while (!notifier_.stopped()) {
    serving = serving && serve_pending();
    operations_.requests().abort_all();
    pause.expires_after(look_again);
    co_await pause.async_wait(asio::use_awaitable);
  }
}

void Session::stop() {
  stopping_ = true;
  descriptor_.cancel();
}

asio::awaitable<void> Session::drain() {
  OpenRequests& requests = operations_.requests();
  requests.abort_all();
  while (requests.size() > 0) {
    boost::system::error_code woken;
    co_await requests.one_gone().async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

/// False when there will be no more: unmounted, aborted, or broken.
bool Session::serve_pending() {
  for (int served = 0; served < batch; ++served) {
    int size = fuse_session_receive_buf(handle_.get(), &buffer_);
    if (size == -EAGAIN) return true;
    if (size == -EINTR) continue;
    if (size <= 0) return false;
    ++served_;
    fuse_session_process_buf(handle_.get(), &buffer_);
  }
  return true;
}

}  // namespace fuse
