#include "support/daemon.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace support {
namespace {

/// The command line with one blank for every NUL; empty for a zombie.
std::string command_line_of(const std::string& process) {
  std::ifstream file("/proc/" + process + "/cmdline");
  std::string text(std::istreambuf_iterator<char>(file), {});
  for (char& c : text) {
    if (c == '\0') c = ' ';
  }
  return text;
}

bool serves(const std::string& process, const std::string& mountpoint) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/" + process + "/exe", error);
  if (error || program != std::filesystem::canonical(qom_fuse_program(), error)) return false;
  return command_line_of(process).find(mountpoint) != std::string::npos;
}

}  // namespace

std::string qom_fuse_program() {
  const char* program = getenv("QOM_FUSE_PROGRAM");
  return program ? program : "";
}

pid_t daemon_of(const std::string& mountpoint) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos && serves(name, mountpoint)) {
      return static_cast<pid_t>(std::stol(name));
    }
  }
  return -1;
}

}  // namespace support
