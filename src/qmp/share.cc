#include "qmp/share.h"

#include "qmp/shell_word.h"
#include "qmp/socket_path.h"

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

/// Commands that only look. Whatever else there is may change what the mount has cached.
bool only_looks(std::string_view name) {
  return name.starts_with("query-") || name.starts_with("qom-list") || name == "qom-get" ||
         name == "device-list-properties";
}

}  // namespace

Share::Share(asio::any_io_executor executor, Client& client, bool read_only,
             std::function<void()> changed)
    : executor_(executor),
      client_(client),
      read_only_(read_only),
      changed_(std::move(changed)),
      acceptor_(executor),
      turn_(executor, 1),
      woken_(executor, asio::steady_timer::time_point::max()) {}

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
  while (!path_.empty() && !closed_) {
    Socket socket(executor_);
    bool accepted = co_await accept_one(socket);
    if (accepted) serve(std::move(socket));
  }
}

/// A client is taken only when it can be served.
asio::awaitable<bool> Share::accept_one(Socket& socket) {
  error_code error;
  asio::local::stream_protocol::socket client(executor_);
  co_await acceptor_.async_accept(client, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return co_await pause();
  keep_from_children(client.native_handle());
  while (!closed_ && !may_serve()) {
    error_code woken;
    co_await woken_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  socket = Socket(std::move(client));
  co_return !closed_;
}

/// There are no more descriptors, perhaps: that will pass. False, for there is no client.
asio::awaitable<bool> Share::pause() {
  asio::steady_timer timer(executor_, std::chrono::milliseconds(100));
  if (!closed_) co_await timer.async_wait(asio::use_awaitable);
  co_return false;
}

void Share::serve(Socket socket) {
  auto execute = [this](std::string name, Json arguments) {
    return this->execute(std::move(name), std::move(arguments));
  };
  peers_.emplace_back(std::move(socket), client_.greeting(), execute);
  auto peer = std::prev(peers_.end());
  asio::co_spawn(executor_, peer->run(), [this, peer](std::exception_ptr failure) {
    peers_.erase(peer);
    woken_.cancel();
    if (failure) std::rethrow_exception(failure);
  });
}

/// It was sent on somebody's behalf who may be gone when the answer comes, so it is waited for here
/// in any case.
asio::awaitable<Result<Json>> Share::execute(std::string name, Json arguments) {
  bool changes = !only_looks(name);
  if (changes && read_only_)
    co_return Error(Failure::refused, "the mount is read-only, and so is its share",
                    "GenericError");
  error_code token;
  error_code error;
  co_await turn_.async_send(token, asio::redirect_error(asio::use_awaitable, error));
  Command command = Command(name, arguments).finish_once_sent();
  auto answer = co_await client_.execute(std::move(command));
  turn_.try_receive([](auto...) {});
  if (changes) changed_();
  bound_unread();
  co_return answer;
}

void Share::forward(const Event& event) {
  if (peers_.empty()) return;
  Json message = Json::object();
  if (!event.timestamp.is_null()) message["timestamp"] = event.timestamp;
  message["event"] = event.name;
  if (!event.data.is_null()) message["data"] = event.data;
  for (SharePeer& peer : peers_) peer.tell(message);
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
  for (SharePeer& peer : peers_) peer.end();
}

void Share::close() {
  closed_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  for (SharePeer& peer : peers_) peer.close();
  woken_.cancel();
}

asio::awaitable<void> Share::drain() {
  while (!peers_.empty()) {
    error_code woken;
    co_await woken_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

}  // namespace qmp
