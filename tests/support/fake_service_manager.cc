#include "support/fake_service_manager.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace support {
namespace {

constexpr const char* variable = "NOTIFY_SOCKET";

}  // namespace

FakeServiceManager::FakeServiceManager() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  const std::string path = directory_ / "notify";
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot listen on " + path);
  setenv(variable, path.c_str(), 1);
}

FakeServiceManager::~FakeServiceManager() {
  unsetenv(variable);
  close(socket_);
}

std::optional<std::string> FakeServiceManager::next(std::chrono::milliseconds limit) {
  pollfd readable = {socket_, POLLIN, 0};
  if (poll(&readable, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
  std::array<char, 4096> bytes;
  const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
  if (count < 0) return std::nullopt;
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

}  // namespace support
