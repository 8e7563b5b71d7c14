#include "support/caretaker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "support/fuse_connection.h"

namespace support {
namespace {

constexpr int limit_passed = 1;

/// True when the test program wrote to us or ended, false when the time was up.
bool heard(int fd, int milliseconds) {
  pollfd readable = {fd, POLLIN, 0};
  return poll(&readable, 1, milliseconds) == 1;
}

/// A copy of the test's sockets would keep them open when the test closes them.
void keep_only(int& fd) {
  fd = dup2(fd, STDERR_FILENO + 1);
  close_range(static_cast<unsigned>(fd) + 1, ~0U, 0);
}

[[noreturn]] void look_after(const std::string& mountpoint, int heartbeat, int milliseconds) {
  setsid();
  keep_only(heartbeat);
  int result = 0;
  if (!heard(heartbeat, milliseconds)) {
    result = limit_passed;
    dprintf(STDERR_FILENO, "%s: too long, aborting the mount\n", mountpoint.c_str());
    abort_connection(mount_at(mountpoint).connection);
    heard(heartbeat, -1);
  }
  char released = 0;
  if (read(heartbeat, &released, 1) == 1) _exit(result);
  const MountEntry left = mount_at(mountpoint);
  if (!left.mounted) _exit(result);
  abort_connection(left.connection);
  execlp("fusermount3", "fusermount3", "-u", "-z", "-q", mountpoint.c_str(), nullptr);
  _exit(127);
}

}  // namespace

Caretaker::Caretaker(const std::string& mountpoint, std::chrono::seconds limit) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    close(ends[1]);
    look_after(mountpoint, ends[0], static_cast<int>(limit.count()) * 1000);
  }
  close(ends[0]);
  alive_ = ends[1];
}

Caretaker::~Caretaker() { release(); }

bool Caretaker::release() {
  if (pid_ < 0) return false;
  if (write(alive_, "r", 1) != 1) kill(pid_, SIGKILL);
  close(alive_);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) && WEXITSTATUS(status) == limit_passed;
}

}  // namespace support
