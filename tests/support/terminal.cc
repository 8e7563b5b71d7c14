#include "support/terminal.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace support {
namespace {

using Clock = std::chrono::steady_clock;

Milliseconds left_until(Clock::time_point end) {
  return std::chrono::ceil<Milliseconds>(end - Clock::now());
}

[[noreturn]] void become(const std::vector<std::string>& command,
                         const std::vector<std::string>& environment) {
  for (const std::string& word : environment) putenv(const_cast<char*>(word.c_str()));
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

}  // namespace

Terminal::Terminal(const std::vector<std::string>& command,
                   const std::vector<std::string>& environment) {
  winsize size = {};
  size.ws_row = 24;
  size.ws_col = 80;
  pid_ = forkpty(&fd_, nullptr, nullptr, &size);
  if (pid_ == 0) become(command, environment);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "forkpty");
}

Terminal::~Terminal() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(fd_);
}

void Terminal::type(const std::string& keys) const {
  if (write(fd_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
    throw std::system_error(errno, std::generic_category(), "cannot type");
}

bool Terminal::shows(const std::string& text, Milliseconds limit) {
  const auto end = Clock::now() + limit;
  for (;;) {
    const std::size_t found = output_.find(text, seen_);
    if (found != output_.npos) {
      seen_ = found + text.size();
      return true;
    }
    if (!read_some(left_until(end))) return false;
  }
}

std::string Terminal::text_between(const std::string& before, const std::string& behind,
                                   Milliseconds limit) {
  if (!shows(before, limit)) throw std::runtime_error("no '" + before + "' in: " + output_);
  const std::size_t begin = seen_;
  if (!shows(behind, limit)) throw std::runtime_error("no '" + behind + "' in: " + output_);
  return output_.substr(begin, seen_ - behind.size() - begin);
}

void Terminal::resize(int columns) const {
  winsize size = {};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(columns);
  if (ioctl(fd_, TIOCSWINSZ, &size) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot resize the terminal");
}

int Terminal::wait(Milliseconds limit) {
  const auto end = Clock::now() + limit;
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (left_until(end) <= 0ms) return -1;
    if (!read_some(std::min<Milliseconds>(100ms, left_until(end))))
      std::this_thread::sleep_for(1ms);
  }
  pid_ = -1;
  while (read_some(0ms)) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool Terminal::read_some(Milliseconds limit) {
  pollfd ready = {fd_, POLLIN, 0};
  if (limit < 0ms || poll(&ready, 1, static_cast<int>(limit.count())) != 1) return false;
  std::array<char, 4096> buffer;
  const ssize_t size = read(fd_, buffer.data(), buffer.size());
  if (size <= 0) return false;
  output_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

}  // namespace support
