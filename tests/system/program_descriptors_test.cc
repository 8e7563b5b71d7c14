// What a mount holds of its caller's: nothing that was not named.

#include <gtest/gtest.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted.h"
#include "support/qemu_process.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::Mountpoint;
using support::Outcome;
using support::QemuProcess;
using support::run;
using support::shell_word;

class ProgramDescriptors : public support::SystemTest {
 protected:
  std::string mount(const std::string& options = "") const {
    return shell_word(support::qom_fuse_program()) + " " + options + " " + qemu_.mount_socket() +
           " " + mountpoint_.path();
  }

  QemuProcess qemu_{support::bare_machine("none")};
  Mountpoint mountpoint_;
};

/// What a process has open, by what the kernel calls it.
std::vector<std::string> open_files(const std::string& process) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + process + "/fd", error))
    names.push_back(std::filesystem::read_symlink(entry.path(), error));
  return names;
}

/// fusermount3, which runs as long as a mount with auto_unmount.
std::string helper_of(const std::string& mountpoint) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline");
    const std::string line(std::istreambuf_iterator<char>(file), {});
    if (line.starts_with("fusermount3") && line.find(mountpoint) != line.npos)
      return entry.path().filename();
  }
  return "";
}

int sockets_among(const std::vector<std::string>& names) {
  int count = 0;
  for (const std::string& name : names) count += name.starts_with("socket:");
  return count;
}

TEST_F(ProgramDescriptors, OfTheCallerEndWithTheCaller) {
  for (const std::string options : {"", "-o auto_unmount"}) {
    const Outcome outcome =
        run("( exec 3>&1 200>&1; " + mount(options) + " >/dev/null 2>&1 </dev/null ) | cat", 10s);
    EXPECT_FALSE(outcome.timed_out) << options;
    EXPECT_TRUE(support::mount_at(mountpoint_.path()).mounted);
    EXPECT_EQ(run("fusermount3 -u " + mountpoint_.path()).status, 0);
    EXPECT_TRUE(support::wait_until_unmounted(mountpoint_.path()));
  }
}

/// The same for the standard streams, which fusermount3 would keep as well.
TEST_F(ProgramDescriptors, EndWithTheCallerThoughTheUnmountIsAutomatic) {
  const Outcome outcome = run(mount("-o auto_unmount") + " 2>&1 | cat", 10s);
  EXPECT_FALSE(outcome.timed_out);
  EXPECT_TRUE(support::mount_at(mountpoint_.path()).mounted);
}

TEST_F(ProgramDescriptors, HoldNoLockOfTheCaller) {
  const std::string lock = qemu_.directory() / "lock";
  ASSERT_EQ(run("exec 9>" + lock + "; flock 9; " + mount()).status, 0);
  EXPECT_EQ(run("flock -n " + lock + " true").status, 0);
}

TEST_F(ProgramDescriptors, AreClosedInTheForegroundToo) {
  support::ShellCommand program("exec 7</etc/passwd; exec " + mount("-f"));
  for (int i = 0; i < 500 && run("ls " + mountpoint_.path() + "/machine").status != 0; ++i)
    usleep(20'000);
  const auto files = open_files(std::to_string(support::daemon_of(mountpoint_.path())));
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(std::count(files.begin(), files.end(), "/etc/passwd"), 0);
}

TEST_F(ProgramDescriptors, ThatAreNamedAreKept) {
  const std::string folder = qemu_.directory().path();
  const std::string command = "exec 5<" + folder + "; " + shell_word(support::qom_fuse_program()) +
                              " /proc/self/fd/5/mount.sock " + mountpoint_.path();
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  qemu_.kill();
  qemu_.start();
  EXPECT_EQ(run("for i in $(seq 100); do cat " + mountpoint_.path() +
                "/machine/type 2>/dev/null && exit; sleep 0.1; done; exit 1")
                .status,
            0)
      << "it is needed again when QEMU comes back";
}

TEST_F(ProgramDescriptors, ThatAreNamedAreTheDaemonsAlone) {
  const std::string folder = qemu_.directory().path();
  const std::string command = "exec 5<" + folder + "; " + shell_word(support::qom_fuse_program()) +
                              " -o auto_unmount /proc/self/fd/5/mount.sock " + mountpoint_.path();
  ASSERT_EQ(run(command).status, 0);
  const auto files = open_files(helper_of(mountpoint_.path()));
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(std::count(files.begin(), files.end(), folder), 0);
}

TEST_F(ProgramDescriptors, OfTheMonitorAreTheDaemonsAlone) {
  ASSERT_EQ(run(mount("-o auto_unmount,share=" + (qemu_.directory() / "door"))).status, 0);
  const std::string helper = helper_of(mountpoint_.path());
  ASSERT_NE(helper, "");
  EXPECT_EQ(sockets_among(open_files(helper)), 1) << "but the one to the daemon that it watches";
}

}  // namespace
