// The log of a mount: each line says which one, and a walk over everything adds none.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>

#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mountpoint.h"
#include "support/qemu_process.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::Mountpoint;
using support::QemuProcess;
using support::run;
using support::ShellCommand;

class ProgramLog : public support::SystemTest {
 protected:
  /// What a mount in the foreground says while `script` runs.
  std::string log_of(const std::string& script) {
    ShellCommand program("exec " + support::shell_word(support::qom_fuse_program()) + " -f " +
                         qemu_.mount_socket() + " " + mountpoint_.path());
    const std::string wait = "for i in $(seq 200); do cat " + mountpoint_.path() +
                             "/machine/type >/dev/null 2>&1 && break; sleep 0.1; done; ";
    run(wait + script);
    program.signal(SIGTERM);
    return program.wait(5s).err;
  }

  QemuProcess qemu_{support::q35_with_devices()};
  Mountpoint mountpoint_;
};

TEST_F(ProgramLog, HoldsNoValueThatAWalkCannotRead) {
  EXPECT_EQ(log_of("timeout 20 grep -rs . " + mountpoint_.path() + " | wc -l"), "");
}

TEST_F(ProgramLog, SaysOfEachLineWhichMount) {
  const std::string folder = mountpoint_.path() + "/objects/io0/";
  const std::string log = log_of("echo soon > " + folder + "poll-max-ns; echo -1 > " + folder +
                                 "poll-grow; echo '{' > " + folder + "poll-shrink");
  EXPECT_NE(log.find("write /objects/io0/poll-max-ns: "), log.npos) << log;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);)
    EXPECT_TRUE(line.starts_with("qom-fuse: " + mountpoint_.path() + ": ")) << line;
}

TEST_F(ProgramLog, CallsTheMountAsTheMountTableDoes) {
  const std::string link = qemu_.directory() / "link";
  std::filesystem::create_directory_symlink(mountpoint_.path(), link);
  ShellCommand program("exec " + support::shell_word(support::qom_fuse_program()) +
                       " -f -o noreconnect " + qemu_.mount_socket() + " " + link);
  ASSERT_EQ(run("until cat " + link + "/machine/type; do sleep 0.02; done").status, 0);
  qemu_.kill();
  const std::string said = program.wait(5s).err;
  EXPECT_TRUE(said.starts_with("qom-fuse: " + mountpoint_.path() + ": ")) << said;
}

}  // namespace
