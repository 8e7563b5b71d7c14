#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>

namespace {

using support::FakeMount;
using support::KernelAnswer;
using support::patient_options;
namespace request = support::request;

TEST(Getattr, ShowsOwnerModeAndKind) {
  fs::Options options = patient_options();
  options.umask = 022;
  FakeMount mount(options);
  auto out = mount.kernel.ask(request::getattr(mount.property("label"))).as<fuse_attr_out>();
  EXPECT_EQ(out.attr.mode, S_IFREG | 0644u);
  EXPECT_EQ(out.attr.uid, 1000u);
  EXPECT_EQ(out.attr.gid, 1001u);
  EXPECT_EQ(out.attr.nlink, 1u);
  EXPECT_EQ(out.attr.blocks, 0u);
}

TEST(Getattr, MayBeKeptForTheTimeout) {
  for (int seconds : {0, 5}) {
    fs::Options options = patient_options();
    options.timeout = std::chrono::seconds(seconds);
    FakeMount mount(options);
    auto out = mount.kernel.ask(request::getattr(1)).as<fuse_attr_out>();
    EXPECT_EQ(out.attr_valid, static_cast<std::uint64_t>(seconds));
    EXPECT_EQ(out.attr_valid_nsec, 0u);
  }
}

TEST(Getattr, OfTheRootAsksNobody) {
  FakeMount mount;
  auto out = mount.kernel.ask(request::getattr(1)).as<fuse_attr_out>();
  EXPECT_EQ(out.attr.ino, 1u);
  EXPECT_EQ(out.attr.mode, S_IFDIR | 0700u);
  EXPECT_TRUE(mount.monitor.calls().empty());
}

TEST(Getattr, OfWhatWasNeverLookedUpFails) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::getattr(4711)).error, ESTALE);
}

TEST(Setattr, SucceedsAndChangesNothing) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  auto before = mount.kernel.ask(request::getattr(inode)).body;
  mount.monitor.forget_calls();
  for (std::uint32_t valid :
       {FATTR_MODE, FATTR_UID | FATTR_GID, FATTR_SIZE, FATTR_ATIME | FATTR_MTIME | FATTR_CTIME}) {
    KernelAnswer answer = mount.kernel.ask(request::setattr(inode, valid));
    EXPECT_EQ(answer.error, 0);
    EXPECT_EQ(answer.body, before);
  }
  EXPECT_TRUE(mount.monitor.calls().empty());
}

TEST(Setattr, WorksOnDirectoriesToo) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::setattr(1, FATTR_MODE)).error, 0);
}

TEST(Access, IsGrantedBeyondTheModes) {
  FakeMount mount;
  for (int mask : {F_OK, R_OK, W_OK, R_OK | W_OK}) {
    EXPECT_EQ(mount.kernel.ask(request::access(mount.property("label"), mask)).error, 0);
    EXPECT_EQ(mount.kernel.ask(request::access(1, mask)).error, 0);
  }
  EXPECT_EQ(mount.kernel.ask(request::access(4711, R_OK)).error, ESTALE);
}

TEST(Statfs, IsThatOfAPseudoFileSystem) {
  FakeMount mount;
  auto status = mount.kernel.ask(request::statfs(1)).as<fuse_statfs_out>().st;
  EXPECT_EQ(status.namelen, 255u);
  EXPECT_EQ(status.blocks, 0u);
  EXPECT_EQ(status.bfree, 0u);
  EXPECT_EQ(status.files, 0u);
}

}  // namespace
