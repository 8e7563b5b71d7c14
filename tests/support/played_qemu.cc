#include "support/played_qemu.h"

#include <ext/stdio_filebuf.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <istream>
#include <system_error>
#include <utility>

namespace support {
namespace {

constexpr const char* greeting =
    R"({"QMP":{"version":{"qemu":{"micro":0,"minor":2,"major":7},"package":"played"},)"
    R"("capabilities":[]}})";

int listen_at(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(fd, 1) != 0)
    throw std::system_error(errno, std::generic_category(), path);
  return fd;
}

bool say(int client, const std::string& bytes) {
  std::size_t said = 0;
  while (said < bytes.size()) {
    const ssize_t count = send(client, bytes.data() + said, bytes.size() - said, MSG_NOSIGNAL);
    if (count <= 0) return false;
    said += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

PlayedQemu::PlayedQemu(Script script)
    : script_(std::move(script)), listener_(listen_at(socket())), thread_([this] { serve(); }) {}

PlayedQemu::~PlayedQemu() {
  shutdown(listener_, SHUT_RDWR);
  shutdown(client_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void PlayedQemu::serve() {
  for (;;) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    client_ = client;
    converse(client);
    client_ = -1;
  }
}

/// The stream owns the connection and ends it. Commands come one behind the other without line
/// ends.
void PlayedQemu::converse(int client) {
  __gnu_cxx::stdio_filebuf<char> bytes(client, std::ios::in);
  std::istream commands(&bytes);
  if (!say(client, greeting)) return;
  while (commands.peek() != std::istream::traits_type::eof()) {
    Json command;
    commands >> command;
    Said said;
    if (command["execute"] == "qmp_capabilities") {
      said.bytes = R"({"return":{},"id":)" + command["id"].dump() + "}";
    } else {
      said = script_(command);
    }
    if (!say(client, said.bytes) || said.cut) return;
  }
}

}  // namespace support
