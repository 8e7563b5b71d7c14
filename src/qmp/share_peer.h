#pragma once

#include "qmp/connect.h"
#include "qmp/error.h"
#include "qmp/framer.h"
#include "qmp/json.h"
#include "qmp/message.h"
#include "qmp/request_reader.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace qmp {

/// One client of a qmp::Share, which sees a QMP monitor of its own: greeting, negotiation, its own
/// ids, events once it has negotiated. One command of it is carried out at a time; the next one is
/// read when that is answered. Owns the socket. The other side is an enemy like any: one that does
/// not read what it is sent is hung up on.
class SharePeer {
 public:
  /// Carries a command out for the peer. Cancelled when the peer leaves.
  using Execute = std::function<asio::awaitable<Result<Json>>(std::string name, Json arguments)>;

  /// What waits to be read by the peer, in bytes, before it is hung up on: QEMU's largest answer,
  /// and events.
  static constexpr std::size_t max_unread = Framer::max_bytes + (2 << 20);

  /// As long as more than this waits to be read by the peer, in bytes, its next command is not
  /// read.
  static constexpr std::size_t max_ahead = 256 * 1024;

  /// Largest command, in bytes: QEMU takes most of a second to read it, and everybody waits.
  static constexpr std::size_t max_command = 256 * 1024;

  SharePeer(Socket socket, const Greeting& greeting, Execute execute);
  SharePeer(const SharePeer&) = delete;
  SharePeer& operator=(const SharePeer&) = delete;

  /// Serves until the peer hangs up or close().
  asio::awaitable<void> run();

  /// Sends the text of an event, if the peer is to hear of any.
  void tell(std::string_view event);

  /// Hangs up when it has been sent what it is still to get: QEMU has gone.
  void end();

  /// How many bytes wait to be read by it; none once it is hung up on.
  std::size_t unread() const { return closed_ ? 0 : unsent_.size() + being_sent_.size(); }

  /// Hangs up; run() returns when the command that is carried out has come to its end.
  void close();

 private:
  asio::awaitable<void> read_loop();
  asio::awaitable<void> write_loop();
  asio::awaitable<void> answer(const Json& request);
  asio::awaitable<std::optional<Result<Json>>> carry_out(std::string name, Json arguments);
  asio::awaitable<void> leaving();
  asio::awaitable<void> until_it_reads();
  Result<Json> negotiate(const std::string& name, const Json& arguments);
  void reply(const Json* id, const Result<Json>& outcome);
  void send(std::string_view text);

  Socket socket_;
  Execute execute_;
  RequestReader requests_{max_command};
  std::string unsent_;
  std::string being_sent_;
  asio::steady_timer unsent_left_;  // never expires; cancelled to wake write_loop()
  asio::steady_timer taken_;        // never expires; cancelled when the peer has read something
  bool negotiated_ = false;
  bool reading_ = true;  // else hang up when all is sent
  bool ended_ = false;   // QEMU has gone: nothing more is carried out
  bool closed_ = false;
};

}  // namespace qmp
