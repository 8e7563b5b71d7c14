#include "support/event_watch.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace support {
namespace {

using Clock = EventWatch::Clock;

constexpr auto limit = std::chrono::seconds(20);

int connect_to(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("path too long: " + path);
  path.copy(address.sun_path, path.size());
  const auto end = Clock::now() + limit;
  while (Clock::now() < end) {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    close(fd);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("event watch: nobody listens on " + path);
}

}  // namespace

EventWatch::EventWatch(const std::string& socket) : fd_(connect_to(socket)) {
  constexpr std::string_view negotiation = R"({"execute":"qmp_capabilities"})";
  if (!read_message().contains("QMP")) throw std::runtime_error("event watch: no QMP greeting");
  if (send(fd_, negotiation.data(), negotiation.size(), MSG_NOSIGNAL) < 0 ||
      !read_message().contains("return"))
    throw std::runtime_error("event watch: negotiation failed");
}

EventWatch::~EventWatch() { close(fd_); }

Clock::time_point EventWatch::wait_for(const std::string& event, const std::string& member,
                                       const Json& value) {
  for (;;) {
    const Json message = read_message();
    const auto heard = Clock::now();
    if (message.value("event", "") != event || !message.contains("data")) continue;
    const Json& data = message["data"];
    if (data.contains(member) && data[member] == value) return heard;
  }
}

/// The monitors of the tests are not pretty-printing, so a message is a line.
Json EventWatch::read_message() {
  const auto end = Clock::now() + limit;
  std::size_t newline = buffer_.find('\n');
  while (newline == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) throw std::runtime_error("event watch: nothing heard in time");
    pollfd readable = {fd_, POLLIN, 0};
    if (poll(&readable, 1, static_cast<int>(left.count())) <= 0) continue;
    std::array<char, 65536> bytes;
    const ssize_t count = read(fd_, bytes.data(), bytes.size());
    if (count <= 0) throw std::runtime_error("event watch: QEMU closed the monitor");
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    newline = buffer_.find('\n');
  }
  const std::string line = buffer_.substr(0, newline);
  buffer_.erase(0, newline + 1);
  return Json::parse(line);
}

}  // namespace support
