#include "cli/key_input.h"

#include <boost/asio/buffer.hpp>

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace cli {
namespace {

int open_terminal() {
  char name[PATH_MAX];
  const char* path = ::ttyname_r(STDIN_FILENO, name, sizeof name) == 0 ? name : "/dev/tty";
  int descriptor = ::open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0)
    throw std::system_error(errno, std::generic_category(),
                            std::string("cannot read the terminal ") + path);
  return descriptor;
}

}  // namespace

KeyInput::KeyInput(asio::any_io_executor executor) : terminal_(executor, open_terminal()) {}

std::optional<wchar_t> KeyInput::next(asio::yield_context& yield) {
  for (;;) {
    if (auto key = decoded()) return key;
    std::array<char, 256> buffer;
    boost::system::error_code error;
    auto size = terminal_.async_read_some(asio::buffer(buffer), yield[error]);
    if (error) return std::nullopt;
    bytes_.append(buffer.data(), size);
    take_reports();
  }
}

void KeyInput::ask_for_position() {
  reports_.expect();
  std::fputs(cli::ask_for_position, stdout);
  std::fflush(stdout);
}

void KeyInput::take_reports() {
  while (auto cursor = reports_.take(bytes_))
    if (!reports_.expected() && position) position(*cursor);
}

void KeyInput::cancel() {
  boost::system::error_code ignored;
  terminal_.cancel(ignored);
}

/// What is no character of the locale is left out.
std::optional<wchar_t> KeyInput::decoded() {
  std::size_t taken = 0;
  std::optional<wchar_t> key;
  const std::size_t keys = reports_.keys_in(bytes_);
  while (!key && taken < keys) {
    wchar_t character = 0;
    auto size = std::mbrtowc(&character, &bytes_[taken++], 1, &state_);
    if (size == static_cast<std::size_t>(-1)) {
      state_ = {};
    } else if (size != static_cast<std::size_t>(-2)) {
      key = character;
    }
  }
  bytes_.erase(0, taken);
  return key;
}

}  // namespace cli
