// The ways a mount ends: by signal, by umount, in use or not. The mount goes, the daemon goes, the
// status is 0.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::MountedMachine;
using support::Mountpoint;
using support::QemuProcess;
using support::run;
using support::ShellCommand;

class ProgramEnd : public support::SystemTest {};

bool wait_until_mounted(const std::string& path) {
  for (int i = 0; i < 500 && !support::mount_at(path).mounted; ++i)
    std::this_thread::sleep_for(20ms);
  return support::mount_at(path).mounted && run("ls " + path).status == 0;
}

/// In the foreground signal `number` unmounts and ends the program with status 0.
void expect_clean_end(int number) {
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  ShellCommand program("exec " + support::shell_word(support::qom_fuse_program()) + " -f " +
                       qemu.mount_socket() + " " + mountpoint.path());
  ASSERT_TRUE(wait_until_mounted(mountpoint.path()));
  EXPECT_EQ(run("ls -lR " + mountpoint.path() + "/objects > /dev/null").status, 0);
  program.signal(number);
  const support::Outcome outcome = program.wait(5s);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_FALSE(support::mount_at(mountpoint.path()).mounted);
}

TEST_F(ProgramEnd, InterruptUnmountsInTheForeground) { expect_clean_end(SIGINT); }

TEST_F(ProgramEnd, TerminateUnmountsInTheForeground) { expect_clean_end(SIGTERM); }

TEST_F(ProgramEnd, TerminateUnmountsTheDaemon) {
  MountedMachine vm;
  const pid_t daemon = support::daemon_of(vm.mounted.path());
  ASSERT_GT(daemon, 0);
  kill(daemon, SIGTERM);
  EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s));
}

TEST_F(ProgramEnd, UmountEndsTheDaemon) {
  for (const std::string command : {"umount ", "fusermount3 -u "}) {
    MountedMachine vm;
    EXPECT_EQ(run(command + vm.mounted.path()).status, 0) << command;
    EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s)) << command;
  }
}

TEST_F(ProgramEnd, TerminateUnmountsEvenWhileInUse) {
  MountedMachine vm;
  ShellCommand user("cd " + vm("/objects/io0") + " && exec 3< poll-max-ns && echo in && sleep 60");
  ASSERT_TRUE(user.wait_for_line("in"));
  kill(support::daemon_of(vm.mounted.path()), SIGTERM);
  EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s));
}

TEST_F(ProgramEnd, UmountOfAMountInUseIsRefusedAndHarmless) {
  MountedMachine vm;
  {
    ShellCommand user("cd " + vm("/objects/io0") + " && echo in && sleep 60");
    ASSERT_TRUE(user.wait_for_line("in"));
    EXPECT_NE(run("umount " + vm.mounted.path()).status, 0);
    EXPECT_EQ(support::read_file(vm("/objects/io0/poll-max-ns")).text, "32768\n");
  }
  EXPECT_EQ(run("umount " + vm.mounted.path()).status, 0);
}

/// A lazy unmount keeps the daemon until the last user has left.
TEST_F(ProgramEnd, ALazyUnmountEndsTheDaemonWithItsLastUser) {
  MountedMachine vm;
  {
    ShellCommand user("cd " + vm("/objects/io0") + " && echo in && sleep 60");
    ASSERT_TRUE(user.wait_for_line("in"));
    EXPECT_EQ(run("umount -l " + vm.mounted.path()).status, 0);
    std::this_thread::sleep_for(300ms);
    EXPECT_GT(support::daemon_of(vm.mounted.path()), 0);
  }
  EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s));
}

TEST_F(ProgramEnd, WithNoreconnectComesWithTheEndOfQemu) {
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  ShellCommand program("exec " + support::shell_word(support::qom_fuse_program()) +
                       " -f -o noreconnect " + qemu.mount_socket() + " " + mountpoint.path());
  ASSERT_TRUE(wait_until_mounted(mountpoint.path()));
  qemu.kill();
  const support::Outcome outcome = program.wait(5s);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err,
            "qom-fuse: " + mountpoint.path() + ": QEMU closed the connection; unmounting\n");
  EXPECT_FALSE(support::mount_at(mountpoint.path()).mounted);
}

TEST_F(ProgramEnd, AnAbortedConnectionEndsTheDaemon) {
  MountedMachine vm;
  if (!support::abort_connection(support::mount_at(vm.mounted.path()).connection))
    GTEST_SKIP() << "needs root";
  run("fusermount3 -uz " + vm.mounted.path());
  EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s));
}

}  // namespace
