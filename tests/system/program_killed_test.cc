// The daemon is killed: its mountpoint is a dead mount, and every way that the manual tells makes
// it usable again.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted.h"
#include "support/qemu_process.h"
#include "support/system_test.h"

namespace {

using support::errno_text;
using support::Mountpoint;
using support::QemuProcess;
using support::run;
using support::shell_word;
using support::operator""s;
using support::operator""ms;

class ProgramKilled : public support::SystemTest {};

support::Outcome mount(const QemuProcess& qemu, const Mountpoint& mountpoint,
                       const std::string& options = "timeout=1") {
  return run(shell_word(support::qom_fuse_program()) + " " + qemu.mount_socket() + " " +
             mountpoint.path() + " -o " + options);
}

void kill_daemon(const Mountpoint& mountpoint) {
  const pid_t daemon = support::daemon_of(mountpoint.path());
  ASSERT_GT(daemon, 0);
  kill(daemon, SIGKILL);
  for (int i = 0; i < 500 && support::daemon_of(mountpoint.path()) > 0; ++i)
    std::this_thread::sleep_for(10ms);
}

bool is_empty_folder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_empty(path, error) && !error;
}

TEST_F(ProgramKilled, LeavesAMountThatSaysSo) {
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  ASSERT_EQ(mount(qemu, mountpoint).status, 0);
  kill_daemon(mountpoint);
  // A request that the kernel takes while the process is still being cleared away is aborted.
  const std::string file = mountpoint.path() + "/machine/type";
  for (int i = 0; i < 500 && support::read_file(file).open_error == ECONNABORTED; ++i)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(errno_text(support::read_file(file).open_error), errno_text(ENOTCONN));
}

TEST_F(ProgramKilled, LeavesAMountThatUnmounts) {
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  ASSERT_EQ(mount(qemu, mountpoint).status, 0);
  kill_daemon(mountpoint);
  EXPECT_EQ(run("fusermount3 -u " + mountpoint.path()).status, 0);
  EXPECT_TRUE(is_empty_folder(mountpoint.path()));
}

TEST_F(ProgramKilled, IsReplacedByTheNextWhichSaysSo) {
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  ASSERT_EQ(mount(qemu, mountpoint).status, 0);
  kill_daemon(mountpoint);
  const support::Outcome next = mount(qemu, mountpoint);
  EXPECT_EQ(next.status, 0) << next.err;
  EXPECT_NE(next.err.find("detached the dead"), std::string::npos) << next.err;
  EXPECT_EQ(support::read_file(mountpoint.path() + "/objects/io0/poll-max-ns").text, "32768\n");
  EXPECT_EQ(run("fusermount3 -u " + mountpoint.path()).status, 0);
  EXPECT_TRUE(is_empty_folder(mountpoint.path())) << "the dead mount is still below";
}

TEST_F(ProgramKilled, IsUnmountedByItselfIfAskedFor) {
  if (geteuid() != 0) GTEST_SKIP() << "libfuse 3.14 does so only for root";
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  ASSERT_EQ(mount(qemu, mountpoint, "auto_unmount").status, 0);
  kill_daemon(mountpoint);
  EXPECT_TRUE(support::wait_until_unmounted(mountpoint.path(), 5s));
  EXPECT_TRUE(is_empty_folder(mountpoint.path()));
}

}  // namespace
