#pragma once

#include "qmp/client.h"
#include "qmp/share_peer.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sys/types.h>

#include <functional>
#include <list>
#include <optional>
#include <string>

namespace qmp {

/// A second door to a monitor, which itself serves one client only: a UNIX socket where many
/// clients find a QMP server, whose commands go over the connection of a qmp::Client. At most one
/// command of them all is with the Client, so that the mount waits for one foreign command at most.
/// It has no deadline, and those behind it wait. Events go to all. A client that cannot be served,
/// since there is no QEMU or there are too many, is told why in place of a greeting, and hung up
/// on.
///
/// Owned by cli::Mount, on its loop; the Client must outlive it. Owns the socket's file.
class Share {
 public:
  /// More clients than this at a time are turned away.
  static constexpr std::size_t max_peers = 64;

  /// What waits to be read by all clients, in bytes, before the one that reads least is hung up on.
  static constexpr std::size_t max_unread = 48 << 20;

  /// `changed` is called when a command may have changed the machine. Commands that may are refused
  /// if it is `read_only`.
  Share(asio::any_io_executor executor, Client& client, bool read_only,
        std::function<void()> changed);
  ~Share();
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  /// Makes the socket, for its owner alone. A dead one in its place is removed. Throws
  /// std::runtime_error with one line.
  void listen(const std::string& path);

  /// Takes clients until close(), if it listens at all.
  asio::awaitable<void> run();

  /// To all clients.
  void forward(const Event& event);

  /// QEMU has gone: its clients are hung up on, when they have got their answers.
  void machine_gone();

  /// Ends run(), and hangs up on everybody.
  void close();

  /// Waits until the last client's command has come to its end; close() first, and the Client, too.
  asio::awaitable<void> drain();

 private:
  using Turns = asio::experimental::channel<void(boost::system::error_code)>;
  class Turn;

  asio::awaitable<void> accept_one();
  asio::awaitable<void> pause();
  std::string reason_to_turn_away() const;
  void serve(Socket socket);
  asio::awaitable<Result<Json>> execute(std::string name, Json arguments);
  void bound_unread();

  asio::any_io_executor executor_;
  Client& client_;
  bool read_only_;
  std::function<void()> changed_;
  asio::local::stream_protocol::acceptor acceptor_;
  std::string path_;  // of the socket's file; empty if there is none
  ino_t file_ = 0;    // its number, in case another takes its place
  std::list<SharePeer> peers_;
  Turns turns_;              // full while a command is carried out
  std::size_t machine_ = 0;  // how many QEMUs have gone
  asio::steady_timer left_;  // never expires; cancelled when a peer has left
  bool closed_ = false;
};

}  // namespace qmp
