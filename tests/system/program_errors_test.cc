// What the program says when it cannot mount: one line that begins with its name, the promised exit
// status, nothing left.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/monitor_probe.h"
#include "support/mounted.h"
#include "support/qemu_process.h"
#include "support/system_test.h"

namespace {

using support::Mountpoint;
using support::Outcome;
using support::QemuProcess;
using support::shell_word;

constexpr int failure = 1;
constexpr int usage = 2;

class ProgramErrors : public support::SystemTest {};

Outcome qom_fuse(const std::string& arguments) {
  return support::run(shell_word(support::qom_fuse_program()) + " " + arguments,
                      std::chrono::seconds(40));
}

void expect_one_line(const Outcome& outcome, int status, const std::string& word = "") {
  EXPECT_FALSE(outcome.timed_out);
  EXPECT_EQ(outcome.status, status);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(outcome.err.starts_with("qom-fuse: ")) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_TRUE(outcome.err.ends_with("\n")) << outcome.err;
  EXPECT_NE(outcome.err.find(word), std::string::npos) << outcome.err;
}

/// The program fails with one line that holds `word` and leaves neither a mount nor a process.
void expect_no_mount(const std::string& address, const std::string& word) {
  Mountpoint mountpoint;
  expect_one_line(qom_fuse(shell_word(address) + " " + mountpoint.path()), failure, word);
  EXPECT_FALSE(support::mount_at(mountpoint.path()).mounted);
  EXPECT_LT(support::daemon_of(mountpoint.path()), 0);
}

TEST_F(ProgramErrors, HelpAndVersionSucceed) {
  const Outcome help = qom_fuse("-h");
  EXPECT_EQ(help.status, 0);
  EXPECT_NE(help.out.find("MOUNTPOINT"), std::string::npos) << help.out;
  EXPECT_EQ(help.err, "");
  const Outcome version = qom_fuse("-V");
  EXPECT_EQ(version.status, 0);
  EXPECT_NE(version.out.find("qom-fuse"), std::string::npos) << version.out;
}

TEST_F(ProgramErrors, WrongUsageIsStatusTwo) {
  const support::ScratchDirectory folder;
  expect_one_line(qom_fuse(""), usage);
  expect_one_line(qom_fuse("--no-such-option a b"), usage);
  expect_one_line(qom_fuse("a b c"), usage);
  expect_one_line(qom_fuse("a " + folder.path() + " -o no_such_option=1"), usage, "no_such_option");
  expect_one_line(qom_fuse("a " + folder.path() + " -o timeout=soon"), usage, "timeout");
  expect_one_line(qom_fuse("a " + folder.path() + " -o io_uring"), usage, "io_uring");
  expect_one_line(qom_fuse(folder.path()), usage);
}

TEST_F(ProgramErrors, AMissingSocketIsNamed) {
  expect_no_mount("/no/such/qmp.sock", "/no/such/qmp.sock");
}

TEST_F(ProgramErrors, ASocketNobodyListensOnIsNamed) {
  QemuProcess qemu(support::bare_machine("none"));
  qemu.kill();
  expect_no_mount(qemu.mount_socket(), qemu.mount_socket());
}

TEST_F(ProgramErrors, AFileThatIsNoSocketIsNamed) {
  expect_no_mount("/etc/passwd", "/etc/passwd: it is a regular file, not a socket");
  expect_no_mount("/etc", "/etc: it is a folder, not a socket");
}

TEST_F(ProgramErrors, APortThatIsNoneIsNoPath) {
  const support::ScratchDirectory folder;
  for (const std::string address : {"localhost:", "localhost:-1", "localhost:4444x", "localhost:0",
                                    ":4444x", "[::1]:", "localhost:99999"}) {
    const Outcome outcome = qom_fuse(shell_word(address) + " " + folder.path());
    expect_one_line(outcome, usage, "the port ");
    expect_one_line(outcome, usage, "./" + address);
  }
}

TEST_F(ProgramErrors, ASocketThatIsCalledAsAPortIsMounted) {
  QemuProcess qemu({"-M", "none", "-qmp", "unix:@DIR@/localhost:4444x,server=on,wait=off"});
  for (const std::string name : {"localhost:4444x", "./localhost:4444x", "unix:localhost:4444x"}) {
    Mountpoint mountpoint;
    const Outcome outcome = support::run("cd " + qemu.directory().path() + " && " +
                                         shell_word(support::qom_fuse_program()) + " " + name +
                                         " " + mountpoint.path());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
  }
}

TEST_F(ProgramErrors, AMountpointIsQuotedWhereItWouldNotBeSeen) {
  QemuProcess qemu(support::bare_machine("none"));
  expect_one_line(qom_fuse(qemu.mount_socket() + " ''"), usage, "the mountpoint is ''");
  expect_one_line(qom_fuse(qemu.mount_socket() + " '/no such/place'"), failure,
                  "mkdir '/no such/place'");
}

TEST_F(ProgramErrors, AFolderThatIsGoneIsNoPlaceToStart) {
  const support::ScratchDirectory folder;
  const std::string gone = folder.make_folder("gone");
  expect_one_line(support::run("cd " + gone + " && rmdir " + gone + " && " +
                               shell_word(support::qom_fuse_program()) + " vm.sock /tmp"),
                  usage, "vm.sock: the current folder no longer exists; write an absolute path");
}

TEST_F(ProgramErrors, ARemountIsTheKernels) {
  expect_one_line(qom_fuse("vm.sock mnt -o remount,ro"), usage, "mount -i -o remount,...");
}

TEST_F(ProgramErrors, AMonitorHeldByAnotherClientIsExplained) {
  QemuProcess qemu(support::bare_machine("none"));
  const support::MonitorProbe holder(qemu.mount_socket());
  expect_no_mount(qemu.mount_socket(), "no greeting came within 3 s: another client holds");
  expect_no_mount(qemu.mount_socket(), "-qmp");
}

TEST_F(ProgramErrors, AStoppedQemuIsExplained) {
  QemuProcess qemu(support::bare_machine("none"));
  qemu.stop();
  expect_no_mount(qemu.mount_socket(), " is stopped; kill -CONT ");
}

bool runs(const Mountpoint& mountpoint) {
  for (int i = 0; i < 500 && support::daemon_of(mountpoint.path()) < 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return support::daemon_of(mountpoint.path()) > 0;
}

/// By Ctrl-C, which the whole group hears, and by a signal to the process alone that waits.
TEST_F(ProgramErrors, ASignalEndsTheWaitForAGreetingWithItsStatus) {
  QemuProcess qemu(support::bare_machine("none"));
  const support::MonitorProbe holder(qemu.mount_socket());
  for (const std::string options : {"", "-f "}) {
    for (const int number : {SIGINT, SIGTERM, SIGPWR}) {
      Mountpoint mountpoint;
      support::ShellCommand program("exec " + shell_word(support::qom_fuse_program()) + " " +
                                    options + qemu.mount_socket() + " " + mountpoint.path());
      ASSERT_TRUE(runs(mountpoint));
      program.signal(number);
      EXPECT_EQ(program.wait(std::chrono::seconds(2)).status, 128 + number) << options;
      EXPECT_TRUE(support::wait_until_unmounted(mountpoint.path(), std::chrono::seconds(1)));
    }
  }
}

TEST_F(ProgramErrors, ASignalToTheBackgroundProcessIsSeenInTheForeground) {
  QemuProcess qemu(support::bare_machine("none"));
  const support::MonitorProbe holder(qemu.mount_socket());
  Mountpoint mountpoint;
  support::ShellCommand program("exec " + shell_word(support::qom_fuse_program()) + " " +
                                qemu.mount_socket() + " " + mountpoint.path());
  ASSERT_TRUE(runs(mountpoint));
  const std::string parent = std::to_string(support::daemon_of(mountpoint.path()));
  EXPECT_EQ(support::run("until pkill -TERM -P " + parent + "; do sleep 0.01; done").status, 0);
  EXPECT_EQ(program.wait(std::chrono::seconds(2)).status, 128 + SIGTERM);
}

TEST_F(ProgramErrors, AHumanMonitorIsExplained) {
  QemuProcess qemu({"-M", "none", "-monitor", "unix:@DIR@/human.sock,server=on,wait=off"});
  expect_no_mount(qemu.directory() / "human.sock", "QMP");
}

TEST_F(ProgramErrors, AMissingMountpointIsNamed) {
  QemuProcess qemu(support::bare_machine("none"));
  const std::string missing = qemu.directory() / "missing";
  expect_one_line(qom_fuse(qemu.mount_socket() + " " + missing), failure, missing);
}

TEST_F(ProgramErrors, AMountpointThatIsNoFolderIsNamed) {
  QemuProcess qemu(support::bare_machine("none"));
  const std::string file = qemu.directory() / "file";
  std::ofstream(file) << "text\n";
  expect_one_line(qom_fuse(qemu.mount_socket() + " " + file), failure, file);
  EXPECT_FALSE(support::mount_at(file).mounted);
  support::run("umount " + file);
}

TEST_F(ProgramErrors, ALiveMountIsNotMountedOver) {
  QemuProcess qemu(support::q35_with_devices());
  support::Mounted mounted(qemu.mount_socket());
  expect_one_line(qom_fuse(qemu.probe_socket() + " " + mounted.path()), failure, mounted.path());
  EXPECT_EQ(support::read_file(mounted("/objects/io0/poll-max-ns")).text, "32768\n");
}

TEST_F(ProgramErrors, AMachineWithoutTheDeviceFileIsExplained) {
  if (geteuid() != 0) GTEST_SKIP() << "hiding /dev/fuse needs root";
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  const std::string command =
      shell_word(support::qom_fuse_program()) + " " + qemu.mount_socket() + " " + mountpoint.path();
  const Outcome outcome =
      support::run("unshare -m sh -c 'mount -t tmpfs none /dev && exec \"$@\"' sh " + command);
  expect_one_line(outcome, failure, "/dev/fuse");
}

}  // namespace
