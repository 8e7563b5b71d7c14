#include "support/fake_service_manager.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace support {
namespace {

constexpr const char* variable = "NOTIFY_SOCKET";

/// The one descriptor that came with a message, -1 if none did.
int descriptor_of(msghdr& message) {
  const cmsghdr* control = CMSG_FIRSTHDR(&message);
  if (!control || control->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(control), sizeof descriptor);
  return descriptor;
}

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
  drop_stored_descriptor();
  close(socket_);
}

std::optional<std::string> FakeServiceManager::next(std::chrono::milliseconds limit) {
  pollfd readable = {socket_, POLLIN, 0};
  if (poll(&readable, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
  std::array<char, 4096> bytes;
  std::array<char, CMSG_SPACE(sizeof(int))> control;
  iovec part = {bytes.data(), bytes.size()};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = recvmsg(socket_, &message, 0);
  if (count < 0) return std::nullopt;
  const std::string text(bytes.data(), static_cast<std::size_t>(count));
  const int descriptor = descriptor_of(message);
  if (text.starts_with("FDSTORE=1\n")) {
    stored_ = descriptor;
  } else if (descriptor >= 0) {
    close(descriptor);  // the end of a pipe, whose closing says that all before it was heard
  }
  return text;
}

void FakeServiceManager::drop_stored_descriptor() {
  if (stored_ >= 0) close(stored_);
  stored_ = -1;
}

}  // namespace support
