#pragma once

#include "cli/line_source.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <string>

namespace cli {

/// The lines of standard input when no person types them. No prompt is shown.
class PipedLines : public LineSource {
 public:
  explicit PipedLines(asio::any_io_executor executor);

  /// Gives standard input back as it was.
  ~PipedLines() override;

  asio::awaitable<Typed> next(std::string prompt) override;
  void show(const std::string& text) override;

  /// Never: an interrupt ends a filter.
  asio::awaitable<void> interrupted() override;
  void stop() override;

 private:
  asio::awaitable<bool> fill();

  asio::posix::stream_descriptor input_;
  std::string bytes_;  // read, not handed out yet
  bool stopped_ = false;
};

}  // namespace cli
