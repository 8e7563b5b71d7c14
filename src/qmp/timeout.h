#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace qmp {

namespace asio = boost::asio;

/// Runs `operation` for at most `limit`; after that it is cancelled and the result is empty.
template <class T>
asio::awaitable<std::optional<T>> with_timeout(asio::awaitable<T> operation,
                                               std::chrono::nanoseconds limit) {
  using asio::experimental::awaitable_operators::operator||;
  asio::steady_timer timer(co_await asio::this_coro::executor, limit);
  auto either = co_await (std::move(operation) || timer.async_wait(asio::use_awaitable));
  if (either.index() == 1) co_return std::nullopt;
  co_return std::get<0>(std::move(either));
}

}  // namespace qmp
