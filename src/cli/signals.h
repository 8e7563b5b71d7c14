#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>
#include <vector>

namespace cli {

namespace asio = boost::asio;

/// Signals that mean nothing to a mount must not end a program that has one, or is about to: every
/// signal is ignored but those that ask for an end (see ending_signals), the faults SIGSEGV,
/// SIGBUS, SIGFPE, SIGILL and SIGABRT, and job control. A fault of the program's own is never
/// ignored: the kernel forces that one, SIGSYS and SIGTRAP too.
///
/// What the caller left behind is mended as well: no signal is blocked, and children can be waited
/// for (SIGCHLD). First thing in main(); programs that are started later inherit what is ignored.
void ignore_harmless_signals();

/// The signals that ask for an end: SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU and SIGPWR. One that
/// the caller had ignored (nohup, a shell's background job) stays so and is not among them.
std::vector<int> ending_signals();

/// What signals mean to a mount: the ending_signals() are to end it, SIGUSR1 asks what it is doing.
/// Owned by Mount, on its loop.
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
