#include "cli/piped_lines.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <utility>

namespace cli {

PipedLines::PipedLines(asio::any_io_executor executor) : input_(executor, STDIN_FILENO) {}

PipedLines::~PipedLines() {
  int descriptor = input_.release();
  int blocking = 0;
  ::ioctl(descriptor, FIONBIO, &blocking);
}

asio::awaitable<Typed> PipedLines::next(std::string) {
  Typed typed;
  std::size_t end = 0;
  while (!stopped_ && (end = bytes_.find('\n')) == bytes_.npos) {
    bool more = co_await fill();
    if (more || stopped_) continue;
    if (bytes_.empty()) co_return typed;
    bytes_ += '\n';  // the last line may lack it
  }
  if (stopped_) co_return typed;
  typed.kind = Typed::Kind::line;
  typed.text = bytes_.substr(0, end);
  bytes_.erase(0, end + 1);
  co_return typed;
}

asio::awaitable<bool> PipedLines::fill() {
  std::array<char, 4096> buffer;
  boost::system::error_code error;
  auto size = co_await input_.async_read_some(asio::buffer(buffer),
                                              asio::redirect_error(asio::use_awaitable, error));
  bytes_.append(buffer.data(), size);
  co_return !error;
}

void PipedLines::show(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0) stop();
}

asio::awaitable<void> PipedLines::interrupted() {
  asio::steady_timer never(input_.get_executor(), asio::steady_timer::time_point::max());
  co_await never.async_wait(asio::use_awaitable);
}

void PipedLines::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  input_.cancel(ignored);
}

}  // namespace cli
