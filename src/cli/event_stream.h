#pragma once

#include "qmp/error.h"
#include "qmp/message.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cli {

namespace asio = boost::asio;

/// Which events, and how long to wait for them.
struct EventsWanted {
  std::vector<std::string> names;    ///< all, if empty
  std::optional<std::size_t> count;  ///< then it is enough
  std::optional<std::chrono::nanoseconds> limit;
};

/// An event as QEMU writes it, on one line.
std::string event_line(const qmp::Event& event);

/// QEMU's events as they come. The sinks of a connection feed it, while one coroutine waits for the
/// end. Owns nothing of theirs.
class EventStream {
 public:
  using Print = std::function<void(const qmp::Event&)>;

  EventStream(EventsWanted wanted, Print print)
      : wanted_(std::move(wanted)), print_(std::move(print)) {}

  void on_event(const qmp::Event& event);
  void on_end(const qmp::Error& reason);

  /// Nobody can see events any more: wait() returns.
  void stop();

  /// Returns when all that were to be counted came or the time is over. Fails when QEMU goes
  /// before.
  asio::awaitable<qmp::Result<>> wait();

  const EventsWanted& wanted() const { return wanted_; }

  /// Whether all came that were to be counted; never if none were.
  bool is_enough() const { return wanted_.count && seen_ >= *wanted_.count; }

  /// What is wrong when the time was over before.
  std::optional<std::string> shortfall() const;

 private:
  EventsWanted wanted_;
  Print print_;
  std::size_t seen_ = 0;
  bool stopped_ = false;
  std::optional<qmp::Error> end_;
  asio::steady_timer* waiting_ = nullptr;
};

}  // namespace cli
