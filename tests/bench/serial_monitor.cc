#include "bench/serial_monitor.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t first_buffer_size = 1 << 16;
constexpr timeval patience = {30, 0};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

int connected_socket(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error("the socket's path is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) fail("socket");
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) fail(path);
  return socket;
}

}  // namespace

bool succeeded(std::string_view answer) { return answer.starts_with("{\"return\""); }

SerialMonitor::SerialMonitor(const std::string& socket_path, bool oob)
    : socket_(connected_socket(socket_path)), buffer_(first_buffer_size, '\0') {
  next_line();
  const char* negotiation = oob ? R"({"execute":"qmp_capabilities","arguments":{"enable":["oob"]}})"
                                : R"({"execute":"qmp_capabilities"})";
  if (!succeeded(ask(negotiation))) throw std::runtime_error("QEMU refused to negotiate");
  commands_ = bytes_ = 0;
}

SerialMonitor::~SerialMonitor() { close(socket_); }

std::string_view SerialMonitor::ask(std::string_view command) {
  send_all(command);
  ++commands_;
  bytes_ += command.size();
  std::string_view line = next_line();
  while (line.starts_with("{\"timestamp\"")) line = next_line();
  return line;
}

void SerialMonitor::send_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    text.remove_prefix(sent);
  }
}

std::string_view SerialMonitor::next_line() {
  std::size_t searched = begin_;
  for (;;) {
    if (const void* newline = std::memchr(&buffer_[searched], '\n', end_ - searched)) {
      const std::size_t length = static_cast<const char*>(newline) - &buffer_[begin_] + 1;
      const std::string_view line(&buffer_[begin_], length);
      begin_ += length;
      if (begin_ == end_) begin_ = end_ = 0;
      return line;
    }
    searched = end_;
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const ssize_t received = recv(socket_, &buffer_[end_], buffer_.size() - end_, 0);
    if (received < 0) fail("recv");
    if (received == 0) throw std::runtime_error("QEMU hung up");
    end_ += received;
  }
}

}  // namespace bench
