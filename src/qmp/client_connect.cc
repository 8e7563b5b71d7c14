#include "qmp/backoff.h"
#include "qmp/client.h"
#include "qmp/timeout.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <string>
#include <utility>

namespace qmp {

using boost::system::error_code;

asio::awaitable<Result<>> Client::connect() {
  auto greeted = co_await with_timeout(greet(), options_.greeting);
  if (!greeted) co_return given_up(silent(options_.greeting));
  if (!*greeted) co_return given_up(greeted->error());
  bool stands_still = !dialog_->greeting().standstill.empty();
  auto limit = stands_still ? options_.greeting : options_.deadline;
  auto negotiated = co_await with_timeout(negotiate(), limit);
  if (!negotiated) co_return given_up(silent(limit));
  if (!*negotiated) co_return given_up(negotiated->error());
  co_return Result<>();
}

asio::awaitable<Result<>> Client::greet() {
  auto opened = co_await open();
  if (!opened) co_return opened;
  co_return co_await advance_to(Dialog::State::negotiating);
}

asio::awaitable<Result<>> Client::open() {
  dialog_.reset();  // the one before has nothing to tell of this connection
  auto socket = co_await qmp::connect(address_, stage_);
  if (!socket) co_return socket.error();
  stage_ = Stage::connected;
  socket_.emplace(std::move(*socket));
  socket_->non_blocking(true);
  dialog_.emplace(sinks_.event, options_.negotiates, window_);
  co_return Result<>();
}

asio::awaitable<Result<>> Client::negotiate() {
  auto done = co_await advance_to(Dialog::State::ready);
  if (!done) co_return done;
  greeting_ = dialog_->greeting();
  up_ = true;
  silent_ = false;
  heard_ = std::chrono::steady_clock::now();
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
    if (error) co_return ended_early(error);
    auto size = co_await socket_->async_read_some(asio::buffer(buffer),
                                                  asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return ended_early(error);
    dialog_->receive({buffer.data(), size});
  }
  if (dialog_->state() == Dialog::State::closed)
    co_return Error(dialog_->reason().failure, to_text(address_) + ": " + dialog_->reason().text);
  co_return Result<>();
}

asio::awaitable<void> Client::reconnect() {
  Backoff backoff(options_.first_retry, options_.last_retry);
  asio::steady_timer timer(executor_);
  for (;;) {
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
    auto connected = co_await connect_again();
    if (connected) break;
  }
  sinks_.connected();
}

/// A monitor that another client holds greets when that one leaves, and a QEMU that is still
/// starting, or stopped, negotiates later. To hang up and knock again would only lose the place.
asio::awaitable<Result<>> Client::connect_again() {
  using asio::experimental::awaitable_operators::operator||;
  auto opened = co_await with_timeout(open(), options_.greeting);
  if (!opened) {
    Error reason = silent(options_.greeting);
    fall_silent(reason);
    co_return given_up(reason);
  }
  if (!*opened) co_return given_up(opened->error());
  auto either = co_await (negotiate() || tell_if_silent());
  auto& negotiated = std::get<0>(either);
  if (!negotiated) co_return given_up(negotiated.error());
  co_return negotiated;
}

/// Never returns.
asio::awaitable<void> Client::tell_if_silent() {
  asio::steady_timer timer(executor_, options_.greeting);
  co_await timer.async_wait(asio::use_awaitable);
  fall_silent(silent(options_.greeting));
  timer.expires_at(asio::steady_timer::time_point::max());
  co_await timer.async_wait(asio::use_awaitable);
}

Error Client::given_up(Error reason) {
  hang_up(reason);
  return reason;
}

/// virt-qemu-qmp-proxy greets whatever became of its guest, and hangs up at the first command that
/// libvirt refuses.
Error Client::ended_early(const error_code& error) const {
  Error ended = connection_ended(error);
  std::string text = to_text(address_) + ": " + ended.text;
  if (dialog_->greeting().one_at_a_time)
    text =
        to_text(address_) +
        ": the proxy of a libvirt guest greeted and hung up: its guest does not run, or libvirtd "
        "was started anew after the proxy";
  return {ended.failure, std::move(text)};
}

/// Says how far it came. Text that goes on without ever becoming a greeting is no QMP.
Error Client::silent(std::chrono::nanoseconds waited) {
  bool connected = stage_ == Stage::connected;
  bool greeted = connected && dialog_->state() >= Dialog::State::negotiating;
  if (connected && !greeted && dialog_->heard())
    return {Failure::malformed, to_text(address_) + ": what listens there does not speak QMP"};
  Silence silence{greeted ? Stage::greeted : stage_, to_text(address_), waited, std::nullopt, {}};
  if (connected) silence.peer = peer_process(socket_->native_handle());
  if (greeted) silence.behind = dialog_->greeting().standstill;
  return silence_error(silence, options_.way_out);
}

}  // namespace qmp
