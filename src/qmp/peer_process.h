#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace qmp {

/// The process at the other end of a UNIX socket, as /proc shows it: for a monitor's socket the one
/// that made it listen, nearly always QEMU itself. Read by qmp::Client to say why nothing comes.
struct PeerProcess {
  pid_t pid = 0;
  std::string name;       ///< the kernel's, at most 15 bytes: "qemu-system-x86"
  bool stopped = false;   ///< by SIGSTOP, say, until SIGCONT
  bool debugged = false;  ///< held by a debugger
  bool is_qemu() const;
};

/// Empty for TCP, and for a process that this one cannot see or that has ended.
std::optional<PeerProcess> peer_process(int socket);

/// Whether the process at the other end of a UNIX socket has read all that was sent. Over TCP only
/// whether its kernel has it.
bool has_read_all(int socket);

}  // namespace qmp
