#include "cli/signals.h"

#include <csignal>
#include <utility>

namespace cli {
namespace {

bool is_ignored(int signal) {
  struct sigaction action = {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void ignore_harmless_signals() {
  for (int signal : {SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2}) std::signal(signal, SIG_IGN);
}

Signals::Signals(asio::io_context& io, std::function<void()> end, std::function<void()> report)
    : end_(std::move(end)), report_(std::move(report)), ending_(io), asking_(io) {}

void Signals::start() {
  for (int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU})
    if (!is_ignored(signal)) ending_.add(signal);
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
