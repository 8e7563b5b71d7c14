#include "qmp/connect.h"

#include "qmp/socket_path.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <utility>
#include <vector>

namespace qmp {
namespace {

using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;

constexpr std::chrono::milliseconds backlog_retry(100);

/// What a refused connection usually means, for the person at the terminal.
std::string advice(const error_code& error) {
  namespace errc = boost::system::errc;
  if (error == errc::no_such_file_or_directory)
    return "no such socket; is QEMU running with -qmp unix:PATH,server,wait=off?";
  if (error == errc::connection_refused)
    return "connection refused: nothing listens there; is QEMU still running?";
  if (error == errc::permission_denied)
    return "permission denied: connecting needs write permission on the socket";
  if (error == errc::wrong_protocol_type)
    return "it is a datagram socket; a monitor's is a stream socket";
  return error.message();
}

/// The kernel refuses a connection to whatever file there is, with one errno for root and another
/// for those who may not write to it. Empty for a socket.
std::string what_else_is(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || S_ISSOCK(status.st_mode)) return "";
  std::string what = S_ISREG(status.st_mode)    ? "a regular file"
                     : S_ISDIR(status.st_mode)  ? "a folder"
                     : S_ISFIFO(status.st_mode) ? "a pipe"
                                                : "a device";
  return "it is " + what + ", not a socket; name the one of -qmp unix:PATH,server,wait=off";
}

std::string unix_advice(const error_code& error, const std::string& path) {
  bool is_there = error != boost::system::errc::no_such_file_or_directory;
  std::string other = is_there ? what_else_is(path) : "";
  return other.empty() ? advice(error) : other;
}

/// For ourselves alone: with auto_unmount fusermount3 runs for as long as the mount does.
template <class AnySocket>
error_code open(AnySocket& socket, const typename AnySocket::protocol_type& protocol) {
  error_code error;
  socket.open(protocol, error);
  if (!error) ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  return error;
}

Error cannot_connect(const Address& address, const std::string& why) {
  return {Failure::not_connected, "cannot connect to " + to_text(address) + ": " + why};
}

/// A UNIX socket with a full backlog answers EAGAIN, which Asio 1.81 takes for success: only a peer
/// proves it.
bool has_peer(const Socket& socket) {
  error_code error;
  socket.remote_endpoint(error);
  return !error;
}

asio::awaitable<Result<Socket>> connect_unix(Address address, std::string path) {
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer pause(executor);
  for (;;) {
    SocketPath way(path, SocketPath::Use::connect);
    Socket socket(executor);
    error_code error = way.error();
    if (!error) error = open(socket, asio::local::stream_protocol());
    if (error) co_return cannot_connect(address, advice(error));
    Protocol::endpoint endpoint{asio::local::stream_protocol::endpoint(way.text())};
    co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    if (error && error != asio::error::try_again)
      co_return cannot_connect(address, unix_advice(error, path));
    if (!error && has_peer(socket)) co_return socket;
    pause.expires_after(backlog_retry);
    co_await pause.async_wait(asio::use_awaitable);
  }
}

bool is_loopback(const asio::ip::address& address) {
  bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  if (mapped) return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  return address.is_loopback();
}

/// Not empty: a name without an address cannot be resolved.
Error insecure(const Address& address, const std::vector<asio::ip::tcp::endpoint>& endpoints) {
  return cannot_connect(
      address, endpoints.front().address().to_string() +
                   " is no loopback address, and QMP has no password and no encryption: whoever "
                   "reads the wire or answers in QEMU's place owns the machine; use a tunnel (ssh "
                   "-L), or --insecure-tcp on a network that you trust");
}

/// Each time anew: what a name stands for can change.
asio::awaitable<Result<std::vector<asio::ip::tcp::endpoint>>> resolve(Address address,
                                                                      TcpAddress target) {
  asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
  error_code error;
  auto found = co_await resolver.async_resolve(target.host, target.port,
                                               asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return cannot_connect(address, advice(error));
  std::vector<asio::ip::tcp::endpoint> all(found.begin(), found.end());
  std::vector<asio::ip::tcp::endpoint> allowed;
  for (const auto& endpoint : all)
    if (target.insecure || is_loopback(endpoint.address())) allowed.push_back(endpoint);
  if (allowed.empty()) co_return insecure(address, all);
  co_return allowed;
}

asio::awaitable<Result<Socket>> connect_tcp(Address address, TcpAddress target, Stage& stage) {
  auto executor = co_await asio::this_coro::executor;
  stage = Stage::resolving;
  auto endpoints = co_await resolve(address, std::move(target));
  if (!endpoints) co_return endpoints.error();
  stage = Stage::connecting;
  error_code error;
  for (const auto& endpoint : *endpoints) {
    asio::ip::tcp::socket socket(executor);
    error = open(socket, endpoint.protocol());
    if (error) continue;
    co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    if (error) continue;
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    co_return Socket(std::move(socket));
  }
  co_return cannot_connect(address, advice(error));
}

/// A standard stream's number is given away in the background, so a socket there moves to another.
int out_of_the_way(int descriptor) {
  if (descriptor > STDERR_FILENO) {
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
  }
  return ::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

Result<Socket> adopt(const asio::any_io_executor& executor, const Address& address,
                     int descriptor) {
  int family = 0;
  socklen_t size = sizeof family;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0)
    return cannot_connect(
        address, errno == EBADF ? "no such descriptor was inherited" : "it is not a socket");
  int own = out_of_the_way(descriptor);
  Socket socket(executor, Protocol(family, 0), own);
  if (!has_peer(socket)) return cannot_connect(address, "the inherited socket is not connected");
  return socket;
}

}  // namespace

asio::awaitable<Result<Socket>> connect(Address address, Stage& stage) {
  stage = Stage::queueing;  // all that can hold up a UNIX socket
  if (auto* local = std::get_if<UnixAddress>(&address))
    co_return co_await connect_unix(address, local->path);
  if (auto* tcp = std::get_if<TcpAddress>(&address))
    co_return co_await connect_tcp(address, *tcp, stage);
  auto executor = co_await asio::this_coro::executor;
  co_return adopt(executor, address, std::get<InheritedAddress>(address).descriptor);
}

Error connection_ended(const error_code& error) {
  bool gone = error == asio::error::eof || error == asio::error::connection_reset ||
              error == asio::error::broken_pipe;
  return {Failure::not_connected,
          gone ? "QEMU closed the connection" : "the connection failed: " + error.message()};
}

}  // namespace qmp
