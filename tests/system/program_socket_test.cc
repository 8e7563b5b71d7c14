// The socket's name: short where it is typed, long from everywhere else.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mountpoint.h"
#include "support/qemu_process.h"
#include "support/system_test.h"
#include "support/tool.h"

namespace {

using support::Mountpoint;
using support::Outcome;
using support::QemuProcess;
using support::run;
using support::shell_word;

/// A machine whose monitor is in a folder so deep that a socket's address holds no absolute path.
class ProgramSocket : public support::SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (!IsSkipped()) put_socket_deep_below();
  }

  void put_socket_deep_below() {
    std::filesystem::create_directories(deep_);
    std::filesystem::rename(qemu_.mount_socket(), deep_ + "/vm.sock");
  }

  /// In the deep folder.
  Outcome run_there(const std::string& command) const {
    return run("cd " + deep_ + " && " + command);
  }

  Outcome mount(const std::string& arguments) const {
    return run_there(shell_word(support::qom_fuse_program()) + " " + arguments + " " +
                     mountpoint_.path());
  }

  QemuProcess qemu_{support::q35_with_devices()};
  const std::string deep_ = qemu_.directory() / std::string(120, 'd') + "/" + std::string(120, 'e');
  Mountpoint mountpoint_;
};

TEST_F(ProgramSocket, MayBeDeepBelow) {
  const Outcome outcome = mount("vm.sock");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(run("cat " + mountpoint_.path() + "/objects/io0/poll-max-ns").out, "32768\n");
  EXPECT_EQ(support::mount_at(mountpoint_.path()).source, deep_ + "/vm.sock");
}

/// The daemon is in another folder by then.
TEST_F(ProgramSocket, DeepBelowIsFoundAgainInAFolderThatWasMadeAgain) {
  ASSERT_EQ(mount("vm.sock").status, 0);
  qemu_.kill();
  std::filesystem::remove_all(deep_);
  qemu_.start();
  put_socket_deep_below();
  EXPECT_EQ(run("for i in $(seq 100); do cat " + mountpoint_.path() +
                "/machine/type 2>/dev/null && exit; sleep 0.1; done; exit 1")
                .status,
            0);
}

/// A relative path is the absolute one that it was at the start, whatever becomes of the folder.
TEST_F(ProgramSocket, IsLookedForInTheFolderThatHasTheName) {
  const std::string folder = deep_.substr(0, deep_.rfind('/'));
  const std::string moved = qemu_.directory() / "moved";
  ASSERT_EQ(mount("vm.sock").status, 0);
  std::filesystem::rename(folder, moved);
  EXPECT_EQ(run("cat " + mountpoint_.path() + "/objects/io0/poll-max-ns").out, "32768\n")
      << "a connection needs no name";
  qemu_.kill();
  qemu_.start();
  std::filesystem::rename(qemu_.mount_socket(), moved + deep_.substr(folder.size()) + "/vm.sock");
  QemuProcess other(support::bare_machine("none"));
  std::filesystem::create_directories(deep_);
  std::filesystem::create_symlink(other.mount_socket(), deep_ + "/vm.sock");
  EXPECT_EQ(run("for i in $(seq 100); do cat " + mountpoint_.path() +
                "/machine/type 2>/dev/null && exit; sleep 0.1; done; exit 1")
                .out,
            "none-machine\n");
}

/// The daemon would look for it in its own mount.
TEST_F(ProgramSocket, MustNotBeHiddenByTheMount) {
  const std::string sock = deep_ + "/vm.sock";
  const std::string link = qemu_.directory() / "link";
  std::filesystem::create_directory_symlink(deep_, link);
  for (const std::string& arguments :
       {sock + " " + deep_, sock + " " + link, link + "/vm.sock " + deep_, std::string("vm.sock ."),
        sock + " " + qemu_.directory().path()}) {
    const Outcome outcome =
        run_there("timeout 20 " + shell_word(support::qom_fuse_program()) + " " + arguments);
    EXPECT_EQ(outcome.status, 1) << arguments;
    EXPECT_NE(outcome.err.find("vm.sock leads into the mountpoint "), std::string::npos)
        << arguments << ": " << outcome.err;
    run("fusermount3 -uzq " + deep_ + "; fusermount3 -uzq " + qemu_.directory().path());
  }
}

TEST_F(ProgramSocket, OfTheShareMustNotBeHiddenByTheMount) {
  const std::string link = qemu_.directory() / "link";
  std::filesystem::create_directory_symlink(mountpoint_.path(), link);
  for (const std::string& share :
       {mountpoint_.path() + "/share", link + "/share", mountpoint_.path() + "/machine/../share"}) {
    const Outcome outcome = mount("-o share=" + share + " vm.sock");
    EXPECT_EQ(outcome.status, 1) << share;
    EXPECT_NE(outcome.err.find("share leads into the mountpoint "), std::string::npos)
        << share << ": " << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(mountpoint_.path() + "/share"));
    run("fusermount3 -uzq " + mountpoint_.path());
  }
}

TEST_F(ProgramSocket, DeepBelowServesTheTools) {
  const Outcome outcome = run_there(shell_word(support::tool_program("qom-get")) +
                                    " -s vm.sock /objects/io0.poll-max-ns");
  EXPECT_EQ(outcome.out, "32768\n") << outcome.err;
}

TEST_F(ProgramSocket, OfTheShareMayBeDeepBelow) {
  const Outcome outcome = mount("-o share=door vm.sock");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(run_there("ls").out, "door\nvm.sock\n");
  const Outcome got =
      run_there(shell_word(support::tool_program("qom-get")) + " -s door /objects/io0.poll-max-ns");
  EXPECT_EQ(got.out, "32768\n") << got.err;
  EXPECT_EQ(run("fusermount3 -u " + mountpoint_.path()).status, 0);
  EXPECT_TRUE(support::wait_until_unmounted(mountpoint_.path()));
  EXPECT_EQ(run_there("ls").out, "vm.sock\n");
}

TEST_F(ProgramSocket, IsInTheMountTableByItsAbsolutePath) {
  const std::string folder = qemu_.directory().path();
  ASSERT_EQ(symlink((deep_ + "/vm.sock").c_str(), (folder + "/vm.sock").c_str()), 0);
  for (const std::string typed : {"vm.sock", "./vm.sock", "unix:vm.sock"}) {
    Mountpoint mountpoint;
    const Outcome outcome = run("cd " + folder + " && " + shell_word(support::qom_fuse_program()) +
                                " " + typed + " " + mountpoint.path());
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(run("cd / && findmnt -nro TARGET -S " + folder + "/vm.sock").out,
              mountpoint.path() + "\n");
  }
}

/// An unset variable in a script must not lead to another machine.
TEST_F(ProgramSocket, ThatIsEmptyIsNoOther) {
  const std::string variable = "QMP_SOCKET=" + deep_ + "/vm.sock ";
  for (const std::string& command :
       {"qom-fuse '' " + mountpoint_.path(), "qom-fuse -s '' " + mountpoint_.path(),
        std::string("qom-get -s '' /machine.type"), std::string("qom-get --socket= /machine.type"),
        std::string("qom-set --socket '' /machine.usb on"), std::string("qom-list -s ''"),
        std::string("qom-tree -s ''"), std::string("qmp -s '' query-status"),
        std::string("qmp --socket= query-status"), std::string("qmp-shell '' </dev/null"),
        std::string("qmp-shell -s '' </dev/null")}) {
    const auto blank = command.find(' ');
    const std::string program = shell_word(support::tool_program(command.substr(0, blank)));
    const Outcome outcome = run(variable + program + command.substr(blank));
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_NE(outcome.err.find("; is the variable set that names it?"), outcome.err.npos)
        << command << ": " << outcome.err;
  }
}

/// A word of a command is no option of the tool's.
TEST_F(ProgramSocket, IsNoneOfTheWordsBehindACommand) {
  const Outcome outcome = run_there(shell_word(support::tool_program("qmp")) +
                                    " -s vm.sock object-add --socket= --qom-type=iothread --id=y");
  EXPECT_NE(outcome.err.find("socket"), outcome.err.npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("is the variable set"), outcome.err.npos) << outcome.err;
}

TEST_F(ProgramSocket, LeadsToAMountWhoseSymlinksAreNotFollowedOnRequest) {
  if (geteuid() != 0) GTEST_SKIP() << "nosymfollow needs root";
  ASSERT_EQ(mount("-o nosymfollow vm.sock").status, 0);
  const std::string link = run("find " + mountpoint_.path() + "/machine -type l | head -1").out;
  ASSERT_NE(link, "");
  EXPECT_NE(run("readlink " + link).out, "");
  const Outcome followed = run("LC_ALL=C stat -L " + link);
  EXPECT_NE(followed.err.find("Too many levels of symbolic links"), std::string::npos)
      << followed.err;
}

}  // namespace
