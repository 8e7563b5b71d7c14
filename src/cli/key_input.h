#pragma once

#include "cli/position_report.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/spawn.hpp>

#include <cwchar>
#include <functional>
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

  /// Asks the terminal where its cursor is. Told once the last answer that was asked for is there;
  /// never, if the terminal does not know the question. Called from within next().
  void ask_for_position();
  std::function<void(CursorPosition)> position;

  /// Waits for a key; nothing at the end of input or after cancel().
  std::optional<wchar_t> next(asio::yield_context& yield);

  void cancel();

 private:
  std::optional<wchar_t> decoded();
  void take_reports();

  asio::posix::stream_descriptor terminal_;
  std::string bytes_;  // read, not decoded yet
  PositionReports reports_;
  std::mbstate_t state_ = {};
};

}  // namespace cli
