#include "cli/hidden_path.h"

#include "fuse/mount_error.h"
#include "support/scratch_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace {

using cli::leads_through;

/// A folder with a mountpoint and another one beside it.
class HiddenPath : public ::testing::Test {
 protected:
  void SetUp() override {
    mountpoint_ = folder_.make_folder("mnt");
    folder_.make_folder("mnt/below");
    folder_.make_folder("beside");
  }

  bool hidden(const std::string& path) const { return leads_through(folder_ / path, mountpoint_); }

  void link(const std::string& name, const std::string& target) const {
    std::filesystem::create_symlink(target, folder_ / name);
  }

  std::string complaint(const cli::Options& options) const {
    try {
      cli::refuse_to_hide_sockets(options, mountpoint_);
      return "";
    } catch (const fuse::MountError& error) {
      return error.what();
    }
  }

  support::ScratchDirectory folder_;
  std::string mountpoint_;
};

TEST_F(HiddenPath, IsBelowTheMountpoint) {
  EXPECT_TRUE(hidden("mnt"));
  EXPECT_TRUE(hidden("mnt/vm.sock"));
  EXPECT_TRUE(hidden("mnt/below/deep/vm.sock"));
  EXPECT_TRUE(hidden("./mnt//vm.sock"));
  EXPECT_TRUE(leads_through("/anything", "/"));
}

TEST_F(HiddenPath, IsNotBesideTheMountpoint) {
  EXPECT_FALSE(hidden("vm.sock"));
  EXPECT_FALSE(hidden("mnt.sock"));
  EXPECT_FALSE(hidden("beside/mnt/vm.sock"));
  EXPECT_FALSE(hidden("absent/mnt"));
}

TEST_F(HiddenPath, MayLeadInAndOutByDots) {
  EXPECT_TRUE(hidden("beside/../mnt/vm.sock"));
  EXPECT_TRUE(hidden("mnt/../vm.sock")) << "the way out asks the mount";
  EXPECT_FALSE(hidden("beside/../vm.sock"));
}

TEST_F(HiddenPath, MayLeadInBySymlinks) {
  link("inside", "mnt/below");
  link("absolute", mountpoint_);
  link("beside/up", "../mnt");
  link("vm.sock", "mnt/vm.sock");
  link("two", "inside");
  for (const char* path : {"inside/vm.sock", "absolute/vm.sock", "beside/up/vm.sock", "vm.sock",
                           "two/vm.sock", "inside/../../vm.sock"})
    EXPECT_TRUE(hidden(path)) << path;
}

TEST_F(HiddenPath, MayLeadOutBySymlinksThatAreHidden) {
  link("mnt/out", folder_ / "beside");
  EXPECT_TRUE(hidden("mnt/out/vm.sock"));
}

TEST_F(HiddenPath, IsNoLoopOfSymlinks) {
  link("one", "other");
  link("other", "one");
  EXPECT_FALSE(hidden("one/vm.sock"));
}

TEST_F(HiddenPath, OfASocketIsRefusedWithBothNames) {
  cli::Options options;
  options.address = qmp::UnixAddress{folder_ / "mnt/vm.sock"};
  EXPECT_EQ(complaint(options), "the monitor's path " + mountpoint_ +
                                    "/vm.sock leads into the mountpoint " + mountpoint_ +
                                    ", which would hide it; mount on another folder");
  options.address = qmp::UnixAddress{folder_ / "vm.sock"};
  EXPECT_EQ(complaint(options), "");
  options.mount.share = folder_ / "mnt/share";
  EXPECT_EQ(complaint(options), "-o share: the path " + mountpoint_ +
                                    "/share leads into the mountpoint " + mountpoint_ +
                                    ", where nobody would find the socket; name one outside of it");
}

TEST_F(HiddenPath, IsNoMatterOfOtherAddresses) {
  cli::Options options;
  options.address = qmp::TcpAddress{"localhost", "4444"};
  EXPECT_EQ(complaint(options), "");
  options.address = qmp::InheritedAddress{3};
  EXPECT_EQ(complaint(options), "");
}

}  // namespace
