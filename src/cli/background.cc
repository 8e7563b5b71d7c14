#include "cli/background.h"

#include "cli/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace cli {
namespace {

volatile std::sig_atomic_t asked_to_end = 0;  // the number of the signal

/// Returns the mask before.
sigset_t block_ending_signals() {
  sigset_t blocked, before;
  ::sigemptyset(&blocked);
  for (int signal : ending_signals()) ::sigaddset(&blocked, signal);
  ::sigprocmask(SIG_BLOCK, &blocked, &before);
  return before;
}

void note_ending_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { asked_to_end = signal; };
  for (int signal : ending_signals()) ::sigaction(signal, &action, nullptr);
}

/// The end that a process has by a signal, but without another core file.
[[noreturn]] void end_by(int signal) {
  ::prctl(PR_SET_DUMPABLE, 0);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
  ::_exit(1);
}

/// What the foreground process does: waits for one byte, for the end of the background process, or
/// for a signal, which is blocked but for that wait. After shutdown(2) the background process can
/// report no more; what it reported before is still there.
[[noreturn]] void await_report(int socket, pid_t background, const sigset_t& unblocked) {
  note_ending_signals();
  pollfd report = {socket, POLLIN, 0};
  while (::ppoll(&report, 1, nullptr, &unblocked) < 0 && !asked_to_end) continue;
  const int signal = asked_to_end;
  if (signal) ::shutdown(socket, SHUT_RD);
  char byte = 0;
  if (::recv(socket, &byte, 1, 0) == 1) ::_exit(0);
  if (signal) ::kill(background, signal);
  int status = 0;
  while (::waitpid(background, &status, 0) < 0 && errno == EINTR) continue;
  if (signal) end_by(signal);
  if (WIFSIGNALED(status)) end_by(WTERMSIG(status));
  ::_exit(WEXITSTATUS(status));
}

}  // namespace

Background::Background() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot make a pair of sockets");
  const sigset_t unblocked = block_ending_signals();
  pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot fork");
  if (child > 0) {
    ::close(ends[1]);
    await_report(ends[0], child, unblocked);
  }
  ::close(ends[0]);
  report_ = ends[1];
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // nobody waits for the mount any more; taken back by ready()
  ::sigprocmask(SIG_SETMASK, &unblocked, nullptr);
}

Background::~Background() {
  if (report_ >= 0) ::close(report_);
}

bool Background::ready() {
  if (report_ < 0) return true;
  ::prctl(PR_SET_PDEATHSIG, 0);
  ::setsid();
  if (::chdir("/") != 0) return false;  // cannot fail
  int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, stream);
  if (null > STDERR_FILENO) ::close(null);
  int socket = std::exchange(report_, -1);
  bool told = ::send(socket, "", 1, MSG_NOSIGNAL) == 1;
  ::close(socket);
  return told;
}

}  // namespace cli
