#include "support/system_test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cerrno>

#include "support/daemon.h"
#include "support/qemu_process.h"
#include "support/shell.h"

namespace support {
namespace {

std::string why_no_fuse() {
  const int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (fd < 0) return std::string("/dev/fuse: ") + strerror(errno);
  close(fd);
  return "";
}

bool required() {
  const char* value = getenv("QOM_FUSE_REQUIRE_SYSTEM");
  return value && std::string(value) == "1";
}

}  // namespace

std::string missing_for_system_tests() {
  const std::string program = qom_fuse_program();
  if (program.empty()) return "QOM_FUSE_PROGRAM does not name the daemon";
  if (access(program.c_str(), X_OK) != 0) return "no program " + program;
  if (const std::string reason = why_no_fuse(); !reason.empty()) return reason;
  if (run("command -v " + shell_word(qemu_program())).status != 0) return "no " + qemu_program();
  if (run("command -v fusermount3").status != 0) return "no fusermount3";
  return "";
}

void SystemTest::SetUp() {
  static const std::string reason = missing_for_system_tests();
  if (!reason.empty()) give_up(reason);
}

void SystemTest::give_up(const std::string& reason) {
  if (required()) FAIL() << "this machine cannot run the test: " << reason;
  GTEST_SKIP() << reason;
}

}  // namespace support
