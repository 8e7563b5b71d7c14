#include "support/monitor_wire.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace support {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int limit_s = 20;  // for each wait

/// -1 if nobody listens.
int connect_once(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error("path too long: " + path);
  path.copy(address.sun_path, path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

}  // namespace

MonitorWire::MonitorWire(const std::string& socket) {
  const auto end = Clock::now() + std::chrono::seconds(limit_s);
  while ((fd_ = connect_once(socket)) < 0) {
    if (Clock::now() > end) throw std::runtime_error("wire: nobody listens on " + socket);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const timeval limit = {limit_s, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

MonitorWire::~MonitorWire() { close(fd_); }

void MonitorWire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) throw std::runtime_error("wire: the monitor does not take what is said");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void MonitorWire::send_byte_by_byte(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) send(bytes.substr(at, 1));
}

std::string MonitorWire::line() {
  std::size_t newline;
  while ((newline = buffer_.find('\n')) == std::string::npos) {
    std::array<char, 65536> bytes;
    const ssize_t count = recv(fd_, bytes.data(), bytes.size(), 0);
    if (count <= 0) throw std::runtime_error("wire: no answer in time, or a hang-up");
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  }
  std::string line = buffer_.substr(0, newline);
  buffer_.erase(0, newline + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace support
