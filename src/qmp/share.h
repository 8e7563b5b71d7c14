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

/// A second door to a monitor, which itself serves one client only: a UNIX socket where any number
/// of clients find a QMP server, whose commands go over the connection of a qmp::Client. They take
/// turns: at most one of their commands is with the Client at a time, whoever of them has one, so
/// the Client's own callers never wait for more. Events go to all. While there is no QEMU clients
/// wait for their greeting, as at a monitor that another one holds.
///
/// Owned by cli::Mount, on its loop; the Client must outlive it. Owns the socket's file.
class Share {
 public:
  /// More clients than this wait until one has left.
  static constexpr std::size_t max_peers = 32;

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

  /// QEMU has gone: its clients are hung up on, when they have got their answers...
  void machine_gone();

  /// ...until another has come.
  void machine_came() { woken_.cancel(); }

  /// Ends run(), and hangs up on everybody.
  void close();

  /// Waits until the last client's command has come to its end; close() first, and the Client, too.
  asio::awaitable<void> drain();

 private:
  using Turn = asio::experimental::channel<void(boost::system::error_code)>;

  asio::awaitable<bool> accept_one(Socket& socket);
  asio::awaitable<bool> pause();
  void serve(Socket socket);
  asio::awaitable<Result<Json>> execute(std::string name, Json arguments);
  void bound_unread();
  bool may_serve() const { return client_.connected() && peers_.size() < max_peers; }

  asio::any_io_executor executor_;
  Client& client_;
  bool read_only_;
  std::function<void()> changed_;
  asio::local::stream_protocol::acceptor acceptor_;
  std::string path_;  // of the socket's file; empty if there is none
  ino_t file_ = 0;    // its number, in case another takes its place
  std::list<SharePeer> peers_;
  Turn turn_;                 // full while a command is carried out
  asio::steady_timer woken_;  // never expires; cancelled when may_serve() or closed_ has changed
  bool closed_ = false;
};

}  // namespace qmp
