#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

namespace support {

namespace asio = boost::asio;

/// A coroutine that runs beside the test, on a loop that only turns while the test turns it. It
/// must end, or be destroyed with the loop, before the objects it uses.
template <class T>
class Task {
 public:
  using Clock = std::chrono::steady_clock;

  Task(asio::io_context& loop, asio::awaitable<T> coroutine)
      : loop_(loop),
        end_(asio::co_spawn(loop, std::move(coroutine),
                            asio::bind_cancellation_slot(cancellation_.slot(), asio::use_future))) {
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  bool done() const { return end_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }

  /// What FUSE_INTERRUPT and time-outs do.
  void cancel() { cancellation_.emit(asio::cancellation_type::terminal); }

  /// Turns the loop until the end and returns the result or throws what the coroutine threw. One
  /// that does not end within `limit` is cancelled and fails the test by an exception instead of
  /// hanging it. Call it once.
  T get(std::chrono::nanoseconds limit = std::chrono::seconds(10)) {
    if (!turn_until_done(limit)) {
      cancel();
      turn_until_done(std::chrono::seconds(1));
      throw std::runtime_error("the coroutine did not end in time");
    }
    return end_.get();
  }

 private:
  bool turn_until_done(std::chrono::nanoseconds limit) {
    auto until = Clock::now() + limit;
    loop_.restart();
    while (!done() && Clock::now() < until && loop_.run_one_until(until) > 0) {
    }
    return done();
  }

  asio::io_context& loop_;
  asio::cancellation_signal cancellation_;
  std::future<T> end_;
};

/// Runs everything that can go on without waiting: afterwards each coroutine has ended or waits for
/// something.
inline void settle(asio::io_context& loop) {
  loop.restart();
  loop.poll();
}

}  // namespace support
