#include "cli/mounted_trees.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <sstream>
#include <string>

namespace {

using cli::MountedTrees;

constexpr const char* mountinfo =
    "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
    "90 22 0:42 / /mnt/vm rw,nosuid - fuse.qom-fuse vm.sock rw\n"
    "91 22 0:43 / /mnt/other rw shared:7 master:2 - fuse.sshfs host: rw\n"
    "92 22 0:42 /machine /mnt/part rw - fuse.qom-fuse vm.sock rw\n"
    "93 22 0:44 / /mnt/a\\040b rw - fuse.qom-fuse b.sock rw\n";

std::optional<std::string> qom_path(const std::string& name, const std::string& directory = "/") {
  std::istringstream text(mountinfo);
  return MountedTrees(text).qom_path(name, directory);
}

TEST(MountedTrees, ShowTheQomPathBelowTheMountpoint) {
  EXPECT_EQ(qom_path("/mnt/vm/machine/type"), "/machine/type");
  EXPECT_EQ(qom_path("/mnt/vm"), "/");
  EXPECT_EQ(qom_path("/mnt/vm/"), "/");
  EXPECT_EQ(qom_path("/mnt//vm/./machine/../objects"), "/objects");
}

TEST(MountedTrees, KnowWhatABindMountShows) {
  EXPECT_EQ(qom_path("/mnt/part/peripheral"), "/machine/peripheral");
  EXPECT_EQ(qom_path("/mnt/part"), "/machine");
}

TEST(MountedTrees, ReadEscapedMountpoints) { EXPECT_EQ(qom_path("/mnt/a b/objects"), "/objects"); }

TEST(MountedTrees, LeaveOtherPathsAlone) {
  EXPECT_EQ(qom_path("/machine/type"), std::nullopt);
  EXPECT_EQ(qom_path("/mnt/vmx/machine"), std::nullopt);
  EXPECT_EQ(qom_path("/mnt/other/machine"), std::nullopt);
  EXPECT_EQ(qom_path("bal0"), std::nullopt);
  EXPECT_EQ(qom_path(""), std::nullopt);
}

TEST(MountedTrees, TakeRelativeNamesFromTheDirectory) {
  EXPECT_EQ(qom_path("vm/machine", "/mnt"), "/machine");
  EXPECT_EQ(qom_path("../vm/machine", "/mnt/other"), "/machine");
  EXPECT_EQ(qom_path(".", "/mnt/vm/objects"), "/objects");
  EXPECT_EQ(qom_path("./x", "/mnt/vm/objects"), "/objects/x");
  EXPECT_EQ(qom_path("..", "/mnt/vm/objects"), "/");
}

TEST(MountedTrees, LeavePartialPathsToQemuInsideATree) {
  EXPECT_EQ(qom_path("bal0", "/mnt/vm/machine"), std::nullopt);
  EXPECT_EQ(qom_path("bal0/virtio-backend", "/mnt/vm/machine"), std::nullopt);
}

TEST(MountedTrees, TakeRelativeNamesThatExistInsideATree) {
  support::ScratchDirectory folder;
  folder.make_folder("machine");
  std::istringstream text("90 22 0:42 / " + folder.path() + " rw - fuse.qom-fuse vm.sock rw\n");
  MountedTrees trees(text);
  EXPECT_EQ(trees.qom_path("machine/type", folder.path()), "/machine/type");
  EXPECT_EQ(trees.qom_path("absent/type", folder.path()), std::nullopt);
}

TEST(MountedTrees, FollowASymlinkToTheMountpointButNoneInside) {
  support::ScratchDirectory folder;
  folder.make_folder("mnt");
  std::filesystem::create_directory_symlink("mnt", folder / "vm");
  std::filesystem::create_directory_symlink("/", folder / "mnt/link");
  std::istringstream text("90 22 0:42 / " + (folder / "mnt") + " rw - fuse.qom-fuse vm.sock rw\n");
  MountedTrees trees(text);
  EXPECT_EQ(trees.qom_path(folder / "vm/machine", "/"), "/machine");
  EXPECT_EQ(trees.qom_path("vm", folder.path()), "/");
  EXPECT_EQ(trees.qom_path(folder / "mnt/link/x", "/"), "/link/x");
}

}  // namespace
