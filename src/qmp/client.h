#pragma once

#include "qmp/address.h"
#include "qmp/connect.h"
#include "qmp/dialog.h"
#include "qmp/error.h"
#include "qmp/message.h"
#include "qmp/silence.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace qmp {

struct ClientOptions {
  std::chrono::nanoseconds deadline = std::chrono::seconds(10);  ///< longest wait for one answer
  std::chrono::nanoseconds greeting =
      std::chrono::seconds(3);  ///< longest wait for the connection and its greeting
  std::chrono::nanoseconds first_retry =
      std::chrono::milliseconds(50);  ///< pause before reconnecting, doubled...
  std::chrono::nanoseconds last_retry = std::chrono::seconds(2);  ///< ...up to this
  bool reconnect = true;   ///< whether run() goes on when QEMU has gone
  bool negotiates = true;  ///< false for a server that neither greets nor negotiates
  std::string way_out = "give qom-fuse its own -qmp socket";  ///< what to do when another client
                                                              ///< holds the monitor
};

/// Called from the client's loop; they must not suspend, so events keep their order.
struct ClientSinks {
  std::function<void(const Event&)> event = [](const Event&) {};
  std::function<void()> connected = [] {};  ///< after a reconnect
  std::function<void(const Error& reason)> disconnected = [](const Error&) {};

  /// The monitor says nothing: it missed a deadline, or does not greet. Said once, and again when
  /// there is something else to say, until `speaking` or, while QEMU was gone, `connected`.
  std::function<void(const Error& reason)> silent = [](const Error&) {};
  std::function<void()> speaking = [] {};
};

/// A QMP monitor, for as long as the program lives. connect() once, run() beside everything else,
/// execute() from any number of coroutines. All on one thread. Owns the connection; holds nothing
/// of its callers.
class Client {
 public:
  Client(asio::any_io_executor executor, Address address, ClientOptions options, ClientSinks sinks);

  /// One attempt to connect and negotiate. Fails with a sentence that says what to do.
  asio::awaitable<Result<>> connect();

  /// Moves bytes until close(), reconnecting whenever QEMU goes and comes back. Returns early when
  /// the connection ends and is not to be made again, or cannot be (an inherited socket). Needs a
  /// successful connect() first.
  asio::awaitable<void> run();

  /// Sends a command and waits for its answer: `not_connected` at once while there is no QEMU,
  /// `lost` when it goes meanwhile, `timed_out` after the deadline. A QEMU that has been silent for
  /// a whole deadline is stuck: until it says anything again all commands fail at once. One without
  /// a deadline waits behind whatever QEMU is busy with. Nothing is ever sent twice. A server that
  /// may not take two commands at a time, for it misses the deadline of the first two, is connected
  /// to anew and given one at a time from then on. Cancelling ends the wait by an exception, except
  /// for a command that must finish and is already sent.
  asio::awaitable<Result<Json>> execute(Command command);

  bool connected() const { return dialog_ && dialog_->state() == Dialog::State::ready; }

  /// Whether a command given now would be sent at once.
  bool has_room() const { return connected() && !silent_ && dialog_->has_room(); }

  /// Whether QEMU is there and not silent.
  bool answers() const { return connected() && !silent_; }

  /// Why the process at the other end cannot answer, in the words of qmp::standstill(); empty if it
  /// runs. Knows nothing of what stands behind a share.
  std::string standstill();

  /// How many commands were given to QEMU, over all connections.
  std::uint64_t commands() const { return commands_; }

  /// What QEMU said of itself; of the last connection while there is none.
  const Greeting& greeting() const { return greeting_; }

  /// Whether run() tries again once QEMU has gone.
  bool comes_back() const;

  /// Ends the connection and run(): every execute() fails at once.
  void close();

 private:
  asio::awaitable<Result<>> greet();
  asio::awaitable<Result<>> open();
  asio::awaitable<Result<>> negotiate();
  asio::awaitable<Result<>> advance_to(Dialog::State state);
  asio::awaitable<void> stay_connected();
  asio::awaitable<void> pump();
  asio::awaitable<void> read_loop();
  asio::awaitable<void> write_loop();
  void flush();
  asio::awaitable<void> reconnect();
  asio::awaitable<Result<>> connect_again();
  asio::awaitable<void> tell_if_silent();
  void receive(std::string_view bytes);
  void fall_silent(const Error& reason);
  bool silent_for_long() const;
  void hang_up(Error reason);
  Error given_up(Error reason);
  asio::awaitable<std::string> standstill_behind();
  asio::awaitable<Result<Json>> missed_deadline(Exchange& exchange);
  bool doubts_pair();
  Error silent(std::chrono::nanoseconds waited);
  Error ended_early(const boost::system::error_code& error) const;

  asio::any_io_executor executor_;
  Address address_;
  ClientOptions options_;
  ClientSinks sinks_;
  std::optional<Socket> socket_;
  std::optional<Dialog> dialog_;
  Stage stage_ = Stage::queueing;        // how far connecting has come
  std::size_t window_ = Dialog::window;  // commands with the server at a time
  Greeting greeting_;
  std::string unsent_;              // taken from the dialog, not by the socket yet
  asio::steady_timer unsent_left_;  // never expires; cancelled to wake write_loop()
  asio::steady_timer closed_;       // expires when close() is called
  std::uint64_t commands_ = 0;      // given to QEMU
  bool up_ = false;                 // negotiated, and the loss not announced yet
  bool asks_share_ = false;         // somebody is asking it why a deadline was missed
  bool silent_ = false;             // and said so...
  std::string said_;                // ...with these words
  std::optional<std::chrono::steady_clock::time_point> heard_;  // last; nothing: never
};

}  // namespace qmp
