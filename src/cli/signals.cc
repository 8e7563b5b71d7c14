#include "cli/signals.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <utility>

namespace cli {
namespace {

constexpr int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGPWR};
constexpr int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/// A terminal's Ctrl-Z stops the program, as every other; its wish to write does not.
constexpr int job_control[] = {SIGSTOP, SIGTSTP, SIGCONT, SIGCHLD, SIGKILL};

template <std::size_t size>
bool is_among(const int (&signals)[size], int signal) {
  return std::find(signals, signals + size, signal) != signals + size;
}

/// The C library keeps the first real-time signals for itself, out of reach of its own functions;
/// other processes can send them. The kernel's structure begins with the handler.
void ignore(int signal) {
  if (std::signal(signal, SIG_IGN) != SIG_ERR) return;
  constexpr std::size_t set_bytes = 8;
  unsigned long action[8] = {reinterpret_cast<unsigned long>(SIG_IGN)};
  ::syscall(SYS_rt_sigaction, signal, action, nullptr, set_bytes);
}

bool is_ignored(int signal) {
  struct sigaction action = {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void ignore_harmless_signals() {
  std::signal(SIGCHLD, SIG_DFL);
  for (int signal = 1; signal <= SIGRTMAX; ++signal)
    if (!is_among(ending, signal) && !is_among(faults, signal) && !is_among(job_control, signal))
      ignore(signal);
  sigset_t none;  // last: what the caller blocked may have come already
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

std::vector<int> ending_signals() {
  std::vector<int> heeded;
  std::remove_copy_if(std::begin(ending), std::end(ending), std::back_inserter(heeded), is_ignored);
  return heeded;
}

Signals::Signals(asio::io_context& io, std::function<void()> end, std::function<void()> report)
    : end_(std::move(end)), report_(std::move(report)), ending_(io), asking_(io) {}

void Signals::start() {
  for (int signal : ending_signals()) ending_.add(signal);
  ending_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) end_();
  });
  asking_.add(SIGUSR1);
  await_question();
}

void Signals::stop() {
  stopped_ = true;
  ending_.cancel();
  asking_.cancel();
}

void Signals::await_question() {
  asking_.async_wait([this](const boost::system::error_code& error, int) {
    if (error || stopped_) return;  // what was under way already is not cancelled
    report_();
    await_question();
  });
}

}  // namespace cli
