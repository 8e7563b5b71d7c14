// The mounts themselves are tested in tests/system; here are the refusals before any mount.

#include "cli/mountpoint.h"

#include "fuse/session_handle.h"

#include "support/shell.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

/// A folder of its own for each test, and a machine with FUSE.
class Mountpoint : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "/dev/fuse cannot be used here";
    std::string pattern = std::filesystem::temp_directory_path() / "qom-fuse-test-XXXXXX";
    ASSERT_TRUE(::mkdtemp(pattern.data()));
    folder_ = std::filesystem::canonical(pattern);
  }

  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  std::string operator/(const std::string& name) const { return folder_ + "/" + name; }

  static std::string complaint(const std::string& mountpoint) {
    try {
      cli::prepare_mountpoint(mountpoint);
      return "";
    } catch (const fuse::MountError& error) {
      return error.what();
    }
  }

  std::string folder_;
};

TEST_F(Mountpoint, IsMadeAbsolute) {
  std::filesystem::create_directory(*this / "mnt");
  std::filesystem::create_directory_symlink("mnt", *this / "link");
  EXPECT_EQ(cli::prepare_mountpoint(*this / "mnt"), *this / "mnt");
  EXPECT_EQ(cli::prepare_mountpoint(*this / "link"), *this / "mnt");
  EXPECT_EQ(cli::prepare_mountpoint(*this / "mnt/../mnt/"), *this / "mnt");
}

TEST_F(Mountpoint, MustExist) {
  std::string path = *this / "absent";
  std::string said = complaint(path);
  EXPECT_NE(said.find("mkdir " + path), said.npos) << said;
}

TEST_F(Mountpoint, IsQuotedWhereAShellWouldTearIt) {
  std::string path = *this / "my mount";
  EXPECT_EQ(complaint(path),
            "mountpoint '" + path + "' does not exist; make it with: mkdir '" + path + "'");
  std::ofstream(path) << "text";
  EXPECT_EQ(complaint(path), "mountpoint '" + path + "' is not a directory");
}

/// What the message tells to type makes the mountpoint, whatever its name.
TEST_F(Mountpoint, IsMadeByTheCommandThatIsAdvised) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  for (const std::string name : {"-x", "-p y", "--", "my mount", "it's", "\"q\" $HOME", "~"}) {
    const std::string said = complaint(name);
    const auto advice = said.find("mkdir ");
    ASSERT_NE(advice, said.npos) << said;
    EXPECT_EQ(support::run(said.substr(advice)).err, "");
    EXPECT_TRUE(std::filesystem::is_directory(*this / name)) << said;
  }
  std::filesystem::current_path(before);
}

TEST_F(Mountpoint, IsCalledAsTheMountTableCallsIt) {
  std::filesystem::create_directories(*this / "deep/mnt");
  std::filesystem::create_directory_symlink("deep/mnt", *this / "link");
  EXPECT_EQ(cli::real_path(*this / "link"), *this / "deep/mnt");
  EXPECT_EQ(cli::real_path(*this / "link/../mnt/"), *this / "deep/mnt");
  std::filesystem::create_directory_symlink("deep", *this / "way");
  EXPECT_EQ(cli::real_path(*this / "way/absent"), *this / "deep/absent");
  EXPECT_EQ(cli::real_path(*this / "absent/absent/"), *this / "absent/absent");
  EXPECT_EQ(cli::real_path("/"), "/");
}

TEST_F(Mountpoint, WhoseSymlinksAreFollowedAllTheSameSaysWhy) {
  EXPECT_EQ(cli::forbid_symlinks(*this / "absent"), "No such file or directory");
  EXPECT_EQ(cli::forbid_symlinks(folder_), "Invalid argument; kernels before 5.14 cannot do it")
      << "it is no mount";
  if (::geteuid() == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root cannot be left";
  const std::string reason = cli::forbid_symlinks(folder_);
  ASSERT_EQ(::seteuid(::getuid()), 0);
  EXPECT_EQ(reason, "only root can forbid it");
}

TEST_F(Mountpoint, ThatWasInheritedMustBeOfFuse) {
  int device = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
  ASSERT_GE(device, 0);
  std::string inherited = "/dev/fd/" + std::to_string(device);
  EXPECT_EQ(cli::prepare_mountpoint(inherited), inherited);
  ::close(device);
  EXPECT_EQ(complaint(inherited), inherited + ": no such descriptor was inherited");
  int other = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  std::string said = complaint("/dev/fd/" + std::to_string(other));
  ::close(other);
  EXPECT_NE(said.find("not a descriptor of /dev/fuse"), said.npos) << said;
}

TEST_F(Mountpoint, MustBeADirectory) {
  std::ofstream(*this / "file") << "text";
  std::string said = complaint(*this / "file");
  EXPECT_NE(said.find("not a directory"), said.npos) << said;
  EXPECT_NE(complaint(*this / "file/below").find("Not a directory"), std::string::npos);
}

}  // namespace
