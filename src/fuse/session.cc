#include "fuse/session.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace fuse {
namespace {

/// How many requests are taken in a row before the loop gets to serve others.
constexpr int batch = 64;

}  // namespace

Session::Session(asio::any_io_executor executor, Filesystem& filesystem, const Options& options,
                 Operations::Report report)
    : operations_(executor, filesystem, std::move(report)),
      handle_(options.mount, options.debug, Operations::table(), &operations_),
      descriptor_(executor) {
  operations_.set_session(handle_.get());
}

Session::~Session() {
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
    boost::system::error_code error;
    co_await descriptor_.async_wait(descriptor_.wait_read, asio::redirect_error(asio::use_awaitable, error));
    serving = !error && serve_pending();
    if (!ready && operations_.initialised()) {
      ready = true;
      on_ready();
    }
  }
}

void Session::stop() {
  stopping_ = true;
  descriptor_.cancel();
}

asio::awaitable<void> Session::drain() {
  OpenRequests& requests = operations_.requests();
  requests.cancel_all();
  while (requests.size() > 0) {
    boost::system::error_code woken;
    co_await requests.one_gone().async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

/// False when there will be no more: unmounted, aborted, or broken.
bool Session::serve_pending() {
  for (int served = 0; served < batch && !stopping_; ++served) {
    int size = fuse_session_receive_buf(handle_.get(), &buffer_);
    if (size == -EAGAIN) return true;
    if (size == -EINTR) continue;
    if (size <= 0) return false;
    fuse_session_process_buf(handle_.get(), &buffer_);
  }
  return true;
}

}  // namespace fuse
