#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/spawn.hpp>

#include <cwchar>
#include <optional>
#include <string>

namespace cli {

namespace asio = boost::asio;

/// The keys pressed at the terminal of standard input, in the locale's characters. It reads by a
/// descriptor of its own, since Asio makes it non-blocking and the other one is shared with
/// standard output and with the programs that come after. Throws std::system_error if it cannot be
/// opened.
class KeyInput {
 public:
  explicit KeyInput(asio::any_io_executor executor);

  /// Waits for a key; nothing at the end of input or after cancel().
  std::optional<wchar_t> next(asio::yield_context& yield);

  void cancel();

 private:
  std::optional<wchar_t> decoded();

  asio::posix::stream_descriptor terminal_;
  std::string bytes_;  // read, not decoded yet
  std::mbstate_t state_ = {};
};

}  // namespace cli
