#include "qmp/share.h"

#include "qmp/qemu_text.h"
#include "qmp/shell_word.h"
#include "qmp/socket_path.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <fcntl.h>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace qmp {
namespace {

using boost::system::error_code;

std::runtime_error cannot_share(const std::string& path, const std::string& why) {
  return std::runtime_error("cannot share the monitor at " + shell_word(path) + ": " + why);
}

/// A socket's file outlives its program when that is killed.
void remove_dead_socket(const asio::any_io_executor& executor, const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) throw cannot_share(path, "a file of that name exists");
  asio::local::stream_protocol::socket probe(executor, asio::local::stream_protocol());
  probe.non_blocking(true);  // a full backlog would hold it
  SocketPath way(path, SocketPath::Use::connect);
  error_code error = way.error();
  if (!error) probe.connect(way.text(), error);
  if (error != asio::error::connection_refused)
    throw cannot_share(path, "another program listens there");
  ::unlink(path.c_str());
}

/// No program that is started meanwhile gets it.
void keep_from_children(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

/// Why a command that changes nothing can end QEMU; empty if none has been seen to.
std::string danger_of(std::string_view name) {
  if (name == "qom-list-types") return "loads all modules, and one of another build ends QEMU";
  bool makes_an_object = name == "qom-list-properties" || name == "device-list-properties";
  return makes_an_object ? "makes an object of the type, which can end QEMU" : "";
}

/// Commands that only look. Whatever else there is may change what the mount has cached.
bool only_looks(std::string_view name) {
  return name.starts_with("query-") || name == "qom-list" || name == "qom-list-get" ||
         name == "qom-get" || !danger_of(name).empty();
}

/// What a read-only share says to a command; empty if it may be carried out.
std::string reason_to_refuse(const std::string& name) {
  std::string reason = "the mount is read-only, and so is its share";
  std::string danger = danger_of(name);
  if (!danger.empty()) return reason + ": " + name + " " + danger;
  return only_looks(name) ? "" : reason;
}

/// In place of a greeting: a client that waited for one would wait for ever.
void turn_away(Socket socket, const std::string& why) {
  Json message = {{"error", {{"class", "GenericError"}, {"desc", why}}}};
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(qemu_text(message) + "\r\n"), ignored);
}

}  // namespace

Share::Share(asio::any_io_executor executor, Client& client, bool read_only,
             std::function<void()> changed)
    : executor_(executor),
      client_(client),
      read_only_(read_only),
      changed_(std::move(changed)),
      acceptor_(executor),
      turns_(executor, 1),
      left_(executor, asio::steady_timer::time_point::max()) {}

Share::~Share() {
  struct stat status = {};
  bool ours = !path_.empty() && ::lstat(path_.c_str(), &status) == 0 && status.st_ino == file_;
  if (ours) ::unlink(path_.c_str());
}

void Share::listen(const std::string& path) {
  remove_dead_socket(executor_, path);
  constexpr mode_t owner_only = 0177;
  mode_t before = ::umask(owner_only);
  SocketPath way(path, SocketPath::Use::bind);
  error_code error = way.error();
  if (!error) acceptor_.open(asio::local::stream_protocol(), error);
  if (!error) acceptor_.bind(way.text(), error);
  ::umask(before);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) throw cannot_share(path, error.message());
  keep_from_children(acceptor_.native_handle());
  struct stat status = {};
  ::lstat(path.c_str(), &status);
  file_ = status.st_ino;
  path_ = path;
}

asio::awaitable<void> Share::run() {
  while (!path_.empty() && !closed_) co_await accept_one();
}

asio::awaitable<void> Share::accept_one() {
  error_code error;
  asio::local::stream_protocol::socket client(executor_);
  co_await acceptor_.async_accept(client, asio::redirect_error(asio::use_awaitable, error));
  if (closed_) co_return;
  if (error) co_return co_await pause();
  keep_from_children(client.native_handle());
  std::string reason = reason_to_turn_away();
  if (reason.empty()) {
    serve(Socket(std::move(client)));
  } else {
    turn_away(Socket(std::move(client)), reason);
  }
}

/// There are no more descriptors, perhaps: that will pass.
asio::awaitable<void> Share::pause() {
  asio::steady_timer timer(executor_, std::chrono::milliseconds(100));
  co_await timer.async_wait(asio::use_awaitable);
}

/// Empty if a client can be served.
std::string Share::reason_to_turn_away() const {
  if (!client_.connected())
    return "the mount that shares this monitor waits for QEMU; try again when QEMU is back";
  if (peers_.size() < max_peers) return "";
  return std::to_string(max_peers) +
         " clients share this monitor already; try again when one has left";
}

void Share::serve(Socket socket) {
  auto execute = [this](std::string name, Json arguments) {
    return this->execute(std::move(name), std::move(arguments));
  };
  Greeting greeting = client_.greeting();
  greeting.standstill = client_.standstill();
  peers_.emplace_back(std::move(socket), greeting, execute);
  auto peer = std::prev(peers_.end());
  asio::co_spawn(executor_, peer->run(), [this, peer](std::exception_ptr failure) {
    peers_.erase(peer);
    left_.cancel();
    if (failure) std::rethrow_exception(failure);
  });
}

/// Gives the turn back however the wait for it ends.
class Share::Turn {
 public:
  explicit Turn(Turns& turns) : turns_(turns) {}
  ~Turn() {
    turns_.try_receive([](auto...) {});
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Turns& turns_;
};

/// A client that leaves takes back a command that has not been sent; one that has is waited for,
/// since its turn lasts that long.
asio::awaitable<Result<Json>> Share::execute(std::string name, Json arguments) {
  std::string refusal = read_only_ ? reason_to_refuse(name) : "";
  if (!refusal.empty()) co_return Error(Failure::refused, refusal, "GenericError");
  const std::size_t machine = machine_;
  error_code token;
  co_await turns_.async_send(token, asio::use_awaitable);
  Turn turn(turns_);
  if (machine != machine_) co_return Error(Failure::not_connected, "QEMU has gone");
  Command command = Command(name, arguments).finish_once_sent().without_deadline();
  auto answer = co_await client_.execute(std::move(command));
  if (!only_looks(name)) changed_();
  bound_unread();
  co_return answer;
}

void Share::forward(const Event& event) {
  if (peers_.empty()) return;
  const std::string text = qemu_text(event_message(event));
  for (SharePeer& peer : peers_) peer.tell(text);
  bound_unread();
}

void Share::bound_unread() {
  std::size_t unread = 0;
  for (const SharePeer& peer : peers_) unread += peer.unread();
  while (unread > max_unread) {
    auto less = [](const SharePeer& one, const SharePeer& other) {
      return one.unread() < other.unread();
    };
    auto worst = std::max_element(peers_.begin(), peers_.end(), less);
    unread -= worst->unread();
    worst->close();
  }
}

void Share::machine_gone() {
  ++machine_;
  for (SharePeer& peer : peers_) peer.end();
}

void Share::close() {
  closed_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  for (SharePeer& peer : peers_) peer.close();
}

asio::awaitable<void> Share::drain() {
  while (!peers_.empty()) {
    error_code woken;
    co_await left_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

}  // namespace qmp
