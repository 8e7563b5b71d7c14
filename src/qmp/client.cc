#include "qmp/client.h"

#include "qmp/timeout.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace qmp {
namespace {

using boost::system::error_code;

constexpr std::size_t read_size = 64 * 1024;

Error connection_ended(const error_code& error) {
  bool gone = error == asio::error::eof || error == asio::error::connection_reset ||
              error == asio::error::broken_pipe;
  return {Failure::not_connected,
          gone ? "QEMU closed the connection" : "the connection failed: " + error.message()};
}

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

asio::awaitable<Result<>> Client::connect() {
  auto greeted = co_await with_timeout(open(), options_.greeting);
  if (!greeted) co_return given_up(silent());
  if (!*greeted) co_return given_up(greeted->error());
  auto negotiated = co_await with_timeout(negotiate(), options_.deadline);
  if (!negotiated) co_return given_up(stuck());
  if (!*negotiated) co_return given_up(negotiated->error());
  co_return Result<>();
}

asio::awaitable<Result<>> Client::open() {
  auto socket = co_await qmp::connect(address_);
  if (!socket) co_return socket.error();
  socket_.emplace(std::move(*socket));
  socket_->non_blocking(true);
  dialog_.emplace(sinks_.event);
  co_return co_await advance_to(Dialog::State::negotiating);
}

asio::awaitable<Result<>> Client::negotiate() {
  auto done = co_await advance_to(Dialog::State::ready);
  if (!done) co_return done;
  greeting_ = dialog_->greeting();
  up_ = true;
  co_return done;
}

/// Reads and writes by turns, before read_loop() and write_loop() exist, until the dialogue has
/// come that far.
asio::awaitable<Result<>> Client::advance_to(Dialog::State state) {
  std::array<char, 4096> buffer;
  while (dialog_->state() < state) {
    std::string output = dialog_->take_output();
    error_code error;
    co_await asio::async_write(*socket_, asio::buffer(output),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return connection_ended(error);
    auto size = co_await socket_->async_read_some(asio::buffer(buffer),
                                                  asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return connection_ended(error);
    dialog_->receive({buffer.data(), size});
  }
  if (dialog_->state() == Dialog::State::closed)
    co_return Error(Failure::malformed, to_text(address_) + ": " + dialog_->reason().text);
  co_return Result<>();
}

asio::awaitable<void> Client::run() {
  using asio::experimental::awaitable_operators::operator||;
  error_code closed;
  auto ended = co_await (failure_of(stay_connected()) ||
                         closed_.async_wait(asio::redirect_error(asio::use_awaitable, closed)));
  if (ended.index() == 0 && std::get<0>(ended)) std::rethrow_exception(std::get<0>(ended));
}

asio::awaitable<void> Client::stay_connected() {
  bool once = std::holds_alternative<InheritedAddress>(address_);
  co_await pump();
  while (!once) {
    co_await reconnect();
    co_await pump();
  }
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
      dialog_->receive({buffer.data(), size});
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
  unsent_ = dialog_->take_output();
  error_code error;  // anything but a full buffer shows itself to read_loop() as well
  unsent_.erase(0, socket_->write_some(asio::buffer(unsent_), error));
  if (!unsent_.empty()) unsent_left_.cancel();
}

asio::awaitable<void> Client::reconnect() {
  auto pause = options_.first_retry;
  asio::steady_timer timer(executor_);
  for (;;) {
    timer.expires_after(pause);
    co_await timer.async_wait(asio::use_awaitable);
    auto connected = co_await connect();
    if (connected) break;
    pause = std::min(pause * 2, options_.last_retry);
  }
  sinks_.connected();
}

asio::awaitable<Result<Json>> Client::execute(Command command) {
  if (!connected()) co_return Error(Failure::not_connected, "not connected to QEMU");
  bool must_finish = command.must_finish();
  asio::steady_timer wake(executor_, options_.deadline);
  Exchange exchange(*dialog_, std::move(command), [&wake] { wake.cancel(); });
  flush();
  while (!exchange.answered()) {
    error_code error;
    co_await wake.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (exchange.answered()) break;
    if (!error) co_return Error(Failure::timed_out, "QEMU did not answer within the deadline");
    bool may_leave = !must_finish || exchange.state() == Exchange::State::queued;
    if (may_leave) throw boost::system::system_error(asio::error::operation_aborted);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  }
  co_return exchange.take_outcome();
}

void Client::close() {
  up_ = false;  // no news to anyone
  closed_.expires_at(asio::steady_timer::time_point::min());
  hang_up(Error(Failure::not_connected, "the connection to QEMU was closed"));
}

/// Tells the sink before the callers of execute(), so that nobody serves the lost machine's data to
/// them.
void Client::hang_up(Error reason) {
  if (std::exchange(up_, false)) sinks_.disconnected(reason);
  if (dialog_) dialog_->hang_up(std::move(reason));
  error_code ignored;
  if (socket_) socket_->close(ignored);
  unsent_.clear();
  unsent_left_.cancel();
}

Error Client::given_up(Error reason) {
  hang_up(reason);
  return reason;
}

Error Client::silent() const {
  if (dialog_ && dialog_->heard())
    return {Failure::malformed, to_text(address_) + ": what listens there does not speak QMP"};
  return {Failure::timed_out,
          to_text(address_) +
              " is connected but silent: another client holds this monitor (one client each); " +
              options_.way_out};
}

Error Client::stuck() const {
  return {Failure::timed_out,
          to_text(address_) + " greeted but does not answer: QEMU is stopped or stuck"};
}

}  // namespace qmp
