#include "support/shell.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace support {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {ends[0], ends[1]};
}

[[noreturn]] void become(const std::string& command, int out, int err) {
  setpgid(0, 0);
  for (const int ending : {SIGHUP, SIGINT, SIGQUIT}) signal(ending, SIG_DFL);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execl("/bin/bash", "bash", "-c", command.c_str(), nullptr);
  _exit(127);
}

/// Appends what is there to read; false at the end of the stream.
bool drain(int fd, std::string& text) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = read(fd, buffer.data(), buffer.size());
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
    if (count == 0) return false;
    if (count < 0 && errno != EINTR) return errno == EAGAIN;
  }
}

int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<Milliseconds>(end - Clock::now()).count();
  return left > 0 ? static_cast<int>(left) + 1 : 0;
}

int exit_status(int wait_status) {
  if (WIFSIGNALED(wait_status)) return 128 + WTERMSIG(wait_status);
  return WEXITSTATUS(wait_status);
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

ShellCommand::ShellCommand(const std::string& command) {
  const Pipe out = make_pipe();
  const Pipe err = make_pipe();
  pid_ = fork();
  if (pid_ == 0) become(command, out.write_end, err.write_end);
  close(out.write_end);
  close(err.write_end);
  out_ = out.read_end;
  err_ = err.read_end;
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  setpgid(pid_, pid_);
  pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

ShellCommand::~ShellCommand() {
  if (pid_ > 0) {
    signal(SIGKILL);
    // A process stuck in a dead mount does not die; leave it as a zombie to be rather than hang
    // here.
    pollfd ended = {pidfd_, POLLIN, 0};
    if (poll(&ended, 1, 1000) == 1) waitpid(pid_, nullptr, 0);
  }
  close(pidfd_);
  close(out_);
  close(err_);
}

bool ShellCommand::running() const {
  pollfd ended = {pidfd_, POLLIN, 0};
  return poll(&ended, 1, 0) == 0;
}

bool ShellCommand::wait_for_line(const std::string& line, Milliseconds limit) {
  const auto end = Clock::now() + limit;
  pollfd output = {out_, POLLIN, 0};
  bool open = true;
  while (open && ("\n" + heard_).find("\n" + line + "\n") == std::string::npos) {
    const int left = milliseconds_until(end);
    if (left == 0) return false;
    poll(&output, 1, left);
    open = drain(out_, heard_);
  }
  return open;
}

void ShellCommand::signal(int number) const { kill(-pid_, number); }

Outcome ShellCommand::wait(Milliseconds limit) {
  Outcome outcome;
  outcome.out = std::move(heard_);
  const auto end = Clock::now() + limit;
  std::array<pollfd, 3> watched = {{{pidfd_, POLLIN, 0}, {out_, POLLIN, 0}, {err_, POLLIN, 0}}};
  while (!(watched[0].revents & POLLIN)) {
    const int left = milliseconds_until(end);
    if (left == 0) {
      outcome.timed_out = true;
      return outcome;
    }
    poll(watched.data(), watched.size(), left);
    if (!drain(out_, outcome.out)) watched[1].fd = -1;
    if (!drain(err_, outcome.err)) watched[2].fd = -1;
  }
  int wait_status = 0;
  waitpid(pid_, &wait_status, 0);
  pid_ = -1;
  drain(out_, outcome.out);
  drain(err_, outcome.err);
  outcome.status = exit_status(wait_status);
  return outcome;
}

Outcome run(const std::string& command, Milliseconds limit) {
  return ShellCommand(command).wait(limit);
}

}  // namespace support
