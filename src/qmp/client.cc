#include "qmp/client.h"

#include "qmp/peer_process.h"
#include "qmp/share_greeting.h"
#include "qmp/timeout.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace qmp {
namespace {

using boost::system::error_code;

constexpr std::size_t read_size = 64 * 1024;

/// A share greets at once.
constexpr std::chrono::milliseconds share_patience(500);

/// `||` waits on when one side throws; as a value the failure ends it.
asio::awaitable<std::exception_ptr> failure_of(asio::awaitable<void> operation) {
  try {
    co_await std::move(operation);
  } catch (...) {
    co_return std::current_exception();
  }
  co_return nullptr;
}

}  // namespace

Client::Client(asio::any_io_executor executor, Address address, ClientOptions options,
               ClientSinks sinks)
    : executor_(executor),
      address_(std::move(address)),
      options_(std::move(options)),
      sinks_(std::move(sinks)),
      unsent_left_(executor, asio::steady_timer::time_point::max()),
      closed_(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<void> Client::run() {
  using asio::experimental::awaitable_operators::operator||;
  error_code closed;
  auto ended = co_await (failure_of(stay_connected()) ||
                         closed_.async_wait(asio::redirect_error(asio::use_awaitable, closed)));
  if (ended.index() == 0 && std::get<0>(ended)) std::rethrow_exception(std::get<0>(ended));
}

asio::awaitable<void> Client::stay_connected() {
  co_await pump();
  while (comes_back()) {
    co_await reconnect();
    co_await pump();
  }
}

bool Client::comes_back() const {
  return options_.reconnect && !std::holds_alternative<InheritedAddress>(address_);
}

asio::awaitable<void> Client::pump() {
  using asio::experimental::awaitable_operators::operator&&;
  co_await (read_loop() && write_loop());  // both end when the dialogue does
}

asio::awaitable<void> Client::read_loop() {
  std::vector<char> buffer(read_size);
  while (dialog_->state() != Dialog::State::closed) {
    error_code error;
    auto size = co_await socket_->async_read_some(asio::buffer(buffer),
                                                  asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      hang_up(connection_ended(error));
    } else {
      receive({buffer.data(), size});
    }
    if (dialog_->state() == Dialog::State::closed) hang_up(dialog_->reason());
    flush();
  }
}

/// Sends what QEMU does not take at once; flush() does the rest.
asio::awaitable<void> Client::write_loop() {
  while (dialog_->state() != Dialog::State::closed) {
    error_code error;
    if (unsent_.empty()) {
      co_await unsent_left_.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    co_await asio::async_write(*socket_, asio::buffer(unsent_),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return hang_up(connection_ended(error));
    unsent_.clear();
    flush();
  }
}

/// Sends at once, without a turn of the loop: commands are small, and QEMU's buffer is nearly
/// always empty.
void Client::flush() {
  if (!unsent_.empty() || !dialog_->has_output()) return;
  bool behind = !dialog_->answers_pairs() && !has_read_all(socket_->native_handle());
  unsent_ = dialog_->take_output(behind);
  error_code error;  // anything but a full buffer shows itself to read_loop() as well
  unsent_.erase(0, socket_->write_some(asio::buffer(unsent_), error));
  if (!unsent_.empty()) unsent_left_.cancel();
}

/// Whatever QEMU says shows that it is not stuck.
void Client::receive(std::string_view bytes) {
  heard_ = std::chrono::steady_clock::now();
  if (std::exchange(silent_, false)) sinks_.speaking();
  dialog_->receive(bytes);
}

void Client::fall_silent(const Error& reason) {
  bool news = !std::exchange(silent_, true) || said_ != reason.text;
  said_ = reason.text;
  if (news) sinks_.silent(reason);
}

/// One slow command among others that are answered is no sign of a stuck QEMU.
bool Client::silent_for_long() const {
  return !heard_ || std::chrono::steady_clock::now() - *heard_ >= options_.deadline;
}

asio::awaitable<Result<Json>> Client::execute(Command command) {
  if (!connected()) co_return Error(Failure::not_connected, "not connected to QEMU");
  bool has_deadline = command.has_deadline();
  if (silent_ && has_deadline)
    co_return Error(Failure::stuck, to_text(address_) + " has not answered for some time");
  bool must_finish = command.must_finish();
  asio::steady_timer wake(executor_, asio::steady_timer::time_point::max());
  if (has_deadline) wake.expires_after(options_.deadline);
  Exchange exchange(*dialog_, std::move(command), [&wake] { wake.cancel(); });
  ++commands_;
  flush();
  while (!exchange.answered()) {
    error_code error;
    co_await wake.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (exchange.answered()) break;
    if (!error) co_return co_await missed_deadline(exchange);
    bool may_leave = !must_finish || exchange.state() == Exchange::State::queued;
    if (may_leave) throw boost::system::system_error(asio::error::operation_aborted);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  }
  co_return exchange.take_outcome();
}

/// What a share says now of its QEMU, which may have been stopped since it greeted. One of those
/// who wait asks.
asio::awaitable<std::string> Client::standstill_behind() {
  if (!greeting_.shared || silent_ || std::exchange(asks_share_, true)) co_return std::string();
  auto standstill = co_await with_timeout(standstill_of_share(address_), share_patience);
  asks_share_ = false;
  co_return standstill.value_or("");
}

/// The answer may still come while a share is asked why it does not. An interrupt waits meanwhile.
asio::awaitable<Result<Json>> Client::missed_deadline(Exchange& exchange) {
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  std::string behind = co_await standstill_behind();
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  if (exchange.answered()) co_return exchange.take_outcome();
  Silence silence{Stage::ready, to_text(address_), options_.deadline,
                  peer_process(socket_->native_handle()), std::move(behind)};
  Error late = silence_error(silence, options_.way_out);
  if (doubts_pair()) {
    hang_up(Error(Failure::not_connected,
                  "two commands at a time were not answered: connecting again, for one at a time"));
    window_ = 1;
  } else if (silent_for_long() && !asks_share_) {
    fall_silent(late);
  }
  co_return late;
}

/// A QEMU that is stopped or busy has not read the second command; a proxy that takes both for one
/// has. A share reads ahead, but knows one from two.
bool Client::doubts_pair() {
  return comes_back() && !greeting_.shared && dialog_->doubts_pair() && unsent_.empty() &&
         has_read_all(socket_->native_handle());
}

std::string Client::standstill() {
  return connected() ? qmp::standstill(peer_process(socket_->native_handle())) : "";
}

void Client::close() {
  up_ = false;  // no news to anyone
  closed_.expires_at(asio::steady_timer::time_point::min());
  hang_up(Error(Failure::not_connected, "the connection to QEMU was closed"));
}

/// Tells the sink before the callers of execute(), so that nobody serves the lost machine's data to
/// them.
void Client::hang_up(Error reason) {
  if (std::exchange(up_, false)) {
    silent_ = false;
    window_ = Dialog::window;  // the next one may be another
    sinks_.disconnected(reason);
  }
  if (dialog_) dialog_->hang_up(std::move(reason));
  error_code ignored;
  if (socket_) socket_->close(ignored);
  unsent_.clear();
  unsent_left_.cancel();
}

}  // namespace qmp
