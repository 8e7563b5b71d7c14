#pragma once

#include "support/task.h"

namespace support {

/// Runs a coroutine to its end on a loop, and whatever else waits there meanwhile. Returns its
/// result, rethrows what it threw; throws when it does not end within `limit`.
template <class T>
T run(asio::io_context& loop, asio::awaitable<T> coroutine,
      std::chrono::nanoseconds limit = std::chrono::seconds(10)) {
  return Task<T>(loop, std::move(coroutine)).get(limit);
}

/// The same on a loop of its own.
template <class T>
T run(asio::awaitable<T> coroutine, std::chrono::nanoseconds limit = std::chrono::seconds(10)) {
  asio::io_context loop;
  return run(loop, std::move(coroutine), limit);
}

}  // namespace support
