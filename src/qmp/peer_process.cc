#include "qmp/peer_process.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/sockios.h>

#include <fstream>
#include <iterator>
#include <string_view>

namespace qmp {
namespace {

/// Zero if the other end is no process here: TCP, or one outside of this PID namespace.
pid_t peer_pid(int socket) {
  struct ucred peer = {};
  socklen_t size = sizeof peer;
  bool known = ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  return known ? peer.pid : 0;
}

std::string status_line(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

bool PeerProcess::is_qemu() const { return name.starts_with("qemu") || name == "kvm"; }

/// The line begins "PID (NAME) STATE"; the name may hold anything, parentheses too.
std::optional<PeerProcess> peer_process(int socket) {
  pid_t pid = peer_pid(socket);
  if (pid <= 0) return std::nullopt;
  std::string line = status_line(pid);
  auto opening = line.find('(');
  auto closing = line.rfind(')');
  if (opening == std::string::npos || closing == std::string::npos || closing + 2 >= line.size())
    return std::nullopt;
  char state = line[closing + 2];
  return PeerProcess{pid, line.substr(opening + 1, closing - opening - 1), state == 'T',
                     state == 't'};
}

bool has_read_all(int socket) {
  int unread = 0;
  return ::ioctl(socket, SIOCOUTQ, &unread) == 0 && unread == 0;
}

}  // namespace qmp
