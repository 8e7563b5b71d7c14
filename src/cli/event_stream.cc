#include "cli/event_stream.h"

#include "cli/json_text.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cli {

using qmp::Result;

std::string event_line(const qmp::Event& event) {
  return on_one_line(qmp::event_message(event)) + '\n';
}

void EventStream::on_event(const qmp::Event& event) {
  const auto& names = wanted_.names;
  bool wanted = names.empty() || std::find(names.begin(), names.end(), event.name) != names.end();
  if (!wanted || is_enough()) return;
  ++seen_;
  print_(event);
  if (is_enough() && waiting_) waiting_->cancel();
}

void EventStream::on_end(const qmp::Error& reason) {
  end_ = reason;
  if (waiting_) waiting_->cancel();
}

void EventStream::stop() {
  stopped_ = true;
  if (waiting_) waiting_->cancel();
}

std::optional<std::string> EventStream::shortfall() const {
  if (!wanted_.count || is_enough() || stopped_) return std::nullopt;
  return std::to_string(seen_) + " of " + std::to_string(*wanted_.count) +
         " events came in that time";
}

asio::awaitable<Result<>> EventStream::wait() {
  asio::steady_timer timer(co_await asio::this_coro::executor,
                           asio::steady_timer::time_point::max());
  if (wanted_.limit) timer.expires_after(*wanted_.limit);
  boost::system::error_code cancelled;
  waiting_ = &timer;
  if (!is_enough() && !end_ && !stopped_)
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  waiting_ = nullptr;
  if (end_ && !is_enough()) co_return *end_;
  co_return Result<>();
}

}  // namespace cli
