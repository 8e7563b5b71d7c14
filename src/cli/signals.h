#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>

namespace cli {

namespace asio = boost::asio;

/// Signals that ask a question or come by accident must not end a program that has a mount, or is
/// about to: what nobody handles yet is ignored. SIGPIPE, SIGXFSZ, SIGUSR1 and SIGUSR2. First thing
/// in main().
void ignore_harmless_signals();

/// What signals mean to a mount: SIGHUP, SIGINT, SIGQUIT, SIGTERM and SIGXCPU are to end it,
/// SIGUSR1 asks what it is doing. One that the caller had ignored (nohup, a shell's background job)
/// stays so. Owned by Mount, on its loop.
class Signals {
 public:
  Signals(asio::io_context& io, std::function<void()> end, std::function<void()> report);

  /// Until then a signal simply ends the program.
  void start();

  /// So that the loop can end. Signals are caught, and mean nothing, as long as this lives.
  void stop();

 private:
  void await_question();

  std::function<void()> end_;
  std::function<void()> report_;
  asio::signal_set ending_;
  asio::signal_set asking_;
  bool stopped_ = false;
};

}  // namespace cli
