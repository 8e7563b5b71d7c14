#include "support/attribute_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace support {

FileRead read_file(const std::string& path) {
  FileRead result;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    result.open_error = errno;
    return result;
  }
  struct stat attributes = {};
  if (fstat(fd, &attributes) == 0) {
    result.size = attributes.st_size;
    result.blocks = attributes.st_blocks;
  }
  std::array<char, 65536> buffer;
  ssize_t count = 0;
  while ((count = read(fd, buffer.data(), buffer.size())) > 0) {
    result.text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (count < 0) result.read_error = errno;
  close(fd);
  return result;
}

int FileWrite::error() const {
  if (open_error != 0) return open_error;
  return write_error != 0 ? write_error : close_error;
}

FileWrite write_file(const std::string& path, const std::string& text, int flags) {
  FileWrite result;
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (fd < 0) {
    result.open_error = errno;
    return result;
  }
  if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    result.write_error = errno;
  if (close(fd) != 0) result.close_error = errno;
  return result;
}

std::string errno_text(int error) {
  const char* name = strerrorname_np(error);
  return std::string(name ? name : "?") + " (" + std::to_string(error) + ")";
}

}  // namespace support
