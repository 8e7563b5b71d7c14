#pragma once

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cli {

namespace asio = boost::asio;

/// What came instead of, or as, the next line.
struct Typed {
  enum class Kind { line, interrupted, end };

  Kind kind = Kind::end;
  std::string text = {};
};

/// Where the shell's lines come from: a person at a terminal, or a pipe.
class LineSource {
 public:
  virtual ~LineSource() = default;

  /// The next line, without its newline.
  virtual asio::awaitable<Typed> next(std::string prompt) = 0;

  /// Prints text that ends in a newline, above a line that is being typed.
  virtual void show(const std::string& text) = 0;

  /// Returns when the person no longer wants to wait for an answer.
  virtual asio::awaitable<void> interrupted() = 0;

  /// Makes next(), if it waits, return the end.
  virtual void stop() = 0;
};

}  // namespace cli
