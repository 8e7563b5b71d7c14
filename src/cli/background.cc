#include "cli/background.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace cli {
namespace {

/// The same end as the background process had, but no second core file.
[[noreturn]] void end_by(int signal) {
  ::prctl(PR_SET_DUMPABLE, 0);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  ::_exit(1);
}

/// What the foreground process does: waits for one byte, or for the end of the background process.
[[noreturn]] void await_report(int pipe, pid_t background) {
  char byte = 0;
  ssize_t size;
  do {
    size = ::read(pipe, &byte, 1);
  } while (size < 0 && errno == EINTR);
  if (size == 1) ::_exit(0);
  int status = 0;
  while (::waitpid(background, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status)) end_by(WTERMSIG(status));
  ::_exit(WEXITSTATUS(status));
}

}  // namespace

Background::Background() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot fork");
  if (child > 0) {
    ::close(ends[1]);
    await_report(ends[0], child);
  }
  ::close(ends[0]);
  report_ = ends[1];
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // nobody waits for the mount any more; taken back by ready()
}

Background::~Background() {
  if (report_ >= 0) ::close(report_);
}

void Background::ready() {
  if (report_ < 0) return;
  ::prctl(PR_SET_PDEATHSIG, 0);
  ::setsid();
  if (::chdir("/") != 0) return;  // cannot fail
  int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, stream);
  if (null > STDERR_FILENO) ::close(null);
  int pipe = std::exchange(report_, -1);
  [[maybe_unused]] auto told =
      ::write(pipe, "", 1);  // nobody waits if the foreground process was killed
  ::close(pipe);
}

}  // namespace cli
