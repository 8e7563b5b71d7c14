// What a service manager hears of the program in the foreground.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>

#include "support/daemon.h"
#include "support/fake_service_manager.h"
#include "support/fuse_connection.h"
#include "support/mountpoint.h"
#include "support/qemu_process.h"
#include "support/shell.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::QemuProcess;
using support::ShellCommand;

constexpr auto patience = 20s;

class Service : public support::SystemTest {
 protected:
  void SetUp() override {
#ifndef QOM_FUSE_SYSTEMD
    GTEST_SKIP() << "built without libsystemd";
#endif
    SystemTest::SetUp();
  }

  std::string said() { return systemd_.next(patience).value_or("nothing"); }

  support::FakeServiceManager systemd_;
};

std::string foreground(const QemuProcess& qemu, const support::Mountpoint& mountpoint) {
  return "exec " + support::shell_word(support::qom_fuse_program()) + " -f " + qemu.mount_socket() +
         " " + mountpoint.path();
}

TEST_F(Service, SaysWhenTheMountAnswersAndWhenItEnds) {
  QemuProcess qemu(support::q35_with_devices());
  support::Mountpoint mountpoint;
  ShellCommand program(foreground(qemu, mountpoint));
  const std::string first = said();
  EXPECT_TRUE(first.starts_with("READY=1\nSTATUS=serving QEMU ")) << first;
  EXPECT_TRUE(support::mount_at(mountpoint.path()).mounted);
  EXPECT_EQ(support::run("cat " + mountpoint.path() + "/machine/type").status, 0);
  program.signal(SIGTERM);
  EXPECT_EQ(said(), "STOPPING=1");
  EXPECT_EQ(program.wait(5s).status, 0);
}

TEST_F(Service, SaysWhenQemuGoesAndComesBack) {
  QemuProcess qemu(support::q35_with_devices());
  support::Mountpoint mountpoint;
  ShellCommand program(foreground(qemu, mountpoint));
  ASSERT_TRUE(said().starts_with("READY=1"));
  qemu.kill();
  EXPECT_EQ(said(), "STATUS=QEMU closed the connection; waiting for QEMU to come back");
  qemu.start();
  const std::string back = said();
  EXPECT_TRUE(back.starts_with("STATUS=serving QEMU ")) << back;
}

TEST_F(Service, IsNotReadyWithoutQemu) {
  support::ScratchDirectory directory;
  support::Mountpoint mountpoint;
  const support::Outcome outcome =
      support::run(support::shell_word(support::qom_fuse_program()) + " -f " +
                   (directory / "none.sock") + " " + mountpoint.path());
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(systemd_.next(0ms), std::nullopt);
}

/// Makes the mount in one program, as the unit does with all rights...
void make_mount(support::FakeServiceManager& systemd, const std::string& arguments) {
  ShellCommand helper("exec " + support::shell_word(support::qom_fuse_program()) + "-mount " +
                      arguments);
  ASSERT_EQ(systemd.next(patience), "FDSTORE=1\nFDNAME=qom-fuse");
  ASSERT_EQ(systemd.next(patience), "BARRIER=1");
  const support::Outcome outcome = helper.wait(5s);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  ASSERT_GE(systemd.stored_descriptor(), 0);
}

/// Starts a program with no capability at all.
std::string without_rights() {
  const std::string drop = geteuid() == 0 ? "--bounding-set=-all --inh-caps=-all " : "";
  return "exec setpriv --no-new-privs " + drop;
}

/// ...and serves it in another, which needs none.
TEST_F(Service, ServesAMountThatWasMadeForIt) {
  QemuProcess qemu(support::q35_with_devices());
  support::Mountpoint mountpoint;
  make_mount(systemd_, "-o '' " + qemu.mount_socket() + " " + mountpoint.path());
  ASSERT_TRUE(support::mount_at(mountpoint.path()).mounted);
  ShellCommand program(without_rights() + support::shell_word(support::qom_fuse_program()) +
                       " -f " + qemu.mount_socket() + " /dev/fd/" +
                       std::to_string(systemd_.stored_descriptor()));
  EXPECT_EQ(said(), "FDSTOREREMOVE=1\nFDNAME=qom-fuse");
  systemd_.drop_stored_descriptor();
  EXPECT_TRUE(said().starts_with("READY=1"));
  EXPECT_EQ(support::run("cat " + mountpoint.path() + "/machine/type").status, 0);
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(5s).status, 0);
  EXPECT_NE(support::run("ls " + mountpoint.path()).status, 0) << "who serves it?";
}

TEST_F(Service, MakesAMountWhoseSymlinksAreNotFollowedOnRequest) {
  if (geteuid() != 0) GTEST_SKIP() << "nosymfollow needs root";
  support::Mountpoint mountpoint;
  make_mount(systemd_, "-o nosymfollow none.sock " + mountpoint.path());
  const std::string options = support::mount_at(mountpoint.path()).options;
  EXPECT_NE(options.find("nosymfollow"), options.npos) << options;
  support::run("umount -l " + mountpoint.path());
}

/// The program that serves it does not know where it is mounted.
TEST_F(Service, MakesNoMountThatHidesTheMonitor) {
  support::Mountpoint mountpoint;
  const support::Outcome outcome =
      support::run(support::shell_word(support::qom_fuse_program()) + "-mount -o '' " +
                   mountpoint.path() + "/vm.sock " + mountpoint.path());
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("leads into the mountpoint"), std::string::npos) << outcome.err;
  EXPECT_FALSE(support::mount_at(mountpoint.path()).mounted);
}

TEST_F(Service, TakesNoMountThatWouldUnmountItself) {
  support::Mountpoint mountpoint;
  const support::Outcome outcome =
      support::run(support::shell_word(support::qom_fuse_program()) +
                   "-mount -o auto_unmount none.sock " + mountpoint.path());
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "qom-fuse: -o auto_unmount: leave it out, a service always unmounts\n");
}

}  // namespace
