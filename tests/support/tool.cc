#include "support/tool.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/daemon.h"
#include "support/newer_qemu.h"

namespace support {
namespace {

std::string command_line(const std::string& name, const std::string& socket,
                         const std::string& arguments) {
  return shell_word(tool_program(name)) + " -s " + shell_word(socket) + " " + arguments;
}

}  // namespace

std::string tool_program(const std::string& name) {
  return std::filesystem::path(qom_fuse_program()).parent_path() / name;
}

Outcome run_tool(const std::string& name, const std::string& socket, const std::string& arguments) {
  return run(command_line(name, socket, arguments));
}

Outcome run_tool_on_terminal(const std::string& name, const std::string& socket,
                             const std::string& arguments) {
  return run("TERM=xterm LC_ALL=C.UTF-8 NO_COLOR= script -qec " +
             shell_word(command_line(name, socket, arguments)) + " /dev/null </dev/null");
}

void on_each_qemu(const std::function<void()>& test) {
  {
    SCOPED_TRACE("the usual QEMU");
    test();
  }
  if (newer_qemu_program().empty()) return;
  SCOPED_TRACE("the newer QEMU");
  NewerQemu newer;
  test();
}

}  // namespace support
