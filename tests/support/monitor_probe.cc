#include "support/monitor_probe.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <thread>

namespace support {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto answer_limit = std::chrono::seconds(20);
constexpr auto connect_limit = std::chrono::seconds(20);

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error("path too long: " + path);
  path.copy(address.sun_path, path.size());
  return address;
}

int connect_to(const std::string& path) {
  const sockaddr_un address = address_of(path);
  const auto end = Clock::now() + connect_limit;
  while (Clock::now() < end) {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
    close(fd);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("probe: nobody listens on " + path);
}

Answer answer_from(const Json& message) {
  if (message.contains("return")) return {true, message["return"], "", ""};
  const Json& error = message.at("error");
  return {false, nullptr, error.at("class"), error.at("desc")};
}

}  // namespace

MonitorProbe::MonitorProbe(const std::string& socket) : fd_(connect_to(socket)) {
  if (!read_message().contains("QMP")) throw std::runtime_error("probe: no QMP greeting");
  if (!execute("qmp_capabilities").ok) throw std::runtime_error("probe: negotiation failed");
}

MonitorProbe::~MonitorProbe() { close(fd_); }

/// The monitors of the tests are not pretty-printing, so a message is a line.
Json MonitorProbe::read_message() {
  const auto end = Clock::now() + answer_limit;
  for (;;) {
    const std::size_t newline = buffer_.find('\n');
    if (newline != std::string::npos) {
      const std::string line = buffer_.substr(0, newline);
      buffer_.erase(0, newline + 1);
      return Json::parse(line);
    }
    pollfd readable = {fd_, POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) throw std::runtime_error("probe: no answer in time");
    if (poll(&readable, 1, static_cast<int>(left.count())) <= 0) continue;
    std::array<char, 65536> bytes;
    const ssize_t count = read(fd_, bytes.data(), bytes.size());
    if (count <= 0) throw std::runtime_error("probe: QEMU closed the monitor");
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

Answer MonitorProbe::execute(const std::string& command, const Json& arguments) {
  Json request;
  request["execute"] = command;
  request["arguments"] = arguments;
  const std::string text = request.dump();
  if (send(fd_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("probe: QEMU does not take " + command);
  }
  for (;;) {
    const Json message = read_message();
    if (!message.contains("event")) return answer_from(message);
  }
}

std::vector<ListedProperty> MonitorProbe::list(const std::string& path) {
  Json arguments;
  arguments["path"] = path;
  const Answer answer = execute("qom-list", arguments);
  if (!answer.ok) throw std::runtime_error("probe: qom-list " + path + ": " + answer.description);
  std::vector<ListedProperty> listing;
  for (const Json& entry : answer.value) listing.push_back({entry.at("name"), entry.at("type")});
  return listing;
}

Answer MonitorProbe::get(const std::string& path, const std::string& property) {
  Json arguments;
  arguments["path"] = path;
  arguments["property"] = property;
  return execute("qom-get", arguments);
}

Answer MonitorProbe::set(const std::string& path, const std::string& property, const Json& value) {
  Json arguments;
  arguments["path"] = path;
  arguments["property"] = property;
  arguments["value"] = value;
  return execute("qom-set", arguments);
}

Json MonitorProbe::value(const std::string& path, const std::string& property) {
  const Answer answer = get(path, property);
  if (!answer.ok)
    throw std::runtime_error("probe: " + path + " " + property + ": " + answer.description);
  return answer.value;
}

}  // namespace support
