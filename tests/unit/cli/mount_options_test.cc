#include "cli/mount_options.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using cli::MountOptions;
using cli::UsageError;
using Passed = std::vector<std::string>;
using namespace std::chrono_literals;

MountOptions parsed(const std::string& list) {
  MountOptions options;
  cli::parse_mount_options(list, options);
  return options;
}

/// What is said against the list; empty if nothing.
std::string complaint(const std::string& list) {
  try {
    parsed(list);
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(MountOptions, HaveTheDefaultsOfTheContract) {
  MountOptions options = parsed("");
  EXPECT_FALSE(options.tree.read_only);
  EXPECT_EQ(options.tree.umask, 077u);
  EXPECT_EQ(options.tree.timeout, 1s);
  EXPECT_EQ(options.tree.readahead_timeout, 250ms);
  EXPECT_EQ(options.deadline, 10s);
  EXPECT_FALSE(options.insecure_tcp);
  EXPECT_TRUE(options.fuse.empty());
  EXPECT_FALSE(options.has_fsname);
  EXPECT_FALSE(options.has_subtype);
}

TEST(MountOptions, SetOwnerAndMask) {
  MountOptions options = parsed("uid=1000,gid=0,umask=022");
  EXPECT_EQ(options.tree.uid, 1000u);
  EXPECT_EQ(options.tree.gid, 0u);
  EXPECT_EQ(options.tree.umask, 022u);
  EXPECT_FALSE(options.insecure_tcp);
  EXPECT_TRUE(options.fuse.empty());
}

TEST(MountOptions, SetTimes) {
  MountOptions options = parsed("timeout=0,readahead_timeout=2.5,deadline=0.001");
  EXPECT_EQ(options.tree.timeout, 0s);
  EXPECT_EQ(options.tree.readahead_timeout, 2500ms);
  EXPECT_EQ(options.deadline, 1ms);
  EXPECT_FALSE(options.insecure_tcp);
  EXPECT_TRUE(options.fuse.empty());
}

TEST(MountOptions, TakeTheLastOfTwo) { EXPECT_EQ(parsed("timeout=3,timeout=5").tree.timeout, 5s); }

TEST(MountOptions, AddUpOverSeveralLists) {
  MountOptions options;
  cli::parse_mount_options("uid=5", options);
  cli::parse_mount_options("allow_other", options);
  EXPECT_EQ(options.tree.uid, 5u);
  EXPECT_EQ(options.fuse, Passed{"allow_other"});
}

TEST(MountOptions, ReadOnlyIsForUsAndForTheKernel) {
  MountOptions options = parsed("ro");
  EXPECT_TRUE(options.tree.read_only);
  EXPECT_EQ(options.fuse, Passed{"ro"});
}

TEST(MountOptions, PassOnWhatIsLibfuses) {
  struct Row {
    std::string list;
    Passed passed;
  };
  const Row rows[] = {
      {"allow_other", {"allow_other"}},
      {"allow_root", {"allow_root"}},
      {"auto_unmount", {"auto_unmount"}},
      {"noatime,dirsync", {"noatime", "dirsync"}},
      {"user=jo", {"user=jo"}},
      {"context=a:b", {"context=a:b"}},
      {"fsname=vm 1", {"fsname=vm 1"}},
      {"fsname=a\\,b,ro", {"fsname=a\\,b", "ro"}},
      {"fsname=a\\\\b", {"fsname=a\\\\b"}},
      {"fsname=a=b", {"fsname=a=b"}},
  };
  for (const Row& row : rows) EXPECT_EQ(parsed(row.list).fuse, row.passed) << row.list;
}

TEST(MountOptions, KnowTheNamesThatTheKernelTakes) {
  EXPECT_EQ(parsed("fsname=" + std::string(4095, 'x')).fuse.size(), 1u);
  EXPECT_EQ(parsed("subtype=" + std::string(4090, 'x')).fuse.size(), 1u);
  const std::string long_name(4096, 'x');
  for (const std::string option : {"fsname", "fsname=", "subtype", "subtype="}) {
    EXPECT_EQ(complaint(option), "-o " + option + ": expected a name, such as " +
                                     option.substr(0, option.find('=')) + "=vm1");
  }
  EXPECT_EQ(complaint("fsname=" + long_name),
            "-o fsname=...: the name is 4096 bytes long, the kernel takes 4095");
  EXPECT_EQ(complaint("subtype=" + long_name),
            "-o subtype=...: the name is 4096 bytes long, the kernel takes 4090");
}

TEST(MountOptions, NoteWhichNamesWereGiven) {
  EXPECT_TRUE(parsed("fsname=x").has_fsname);
  EXPECT_FALSE(parsed("fsname=x").has_subtype);
  EXPECT_TRUE(parsed("subtype=x").has_subtype);
}

TEST(MountOptions, IgnoreWhatMountAndFstabPassAlong) {
  for (std::string list : {"rw,dev,suid",
                           "noexec,nosuid,nodev",
                           "defaults",
                           "auto",
                           "noauto",
                           "nofail",
                           "_netdev",
                           "user",
                           "users",
                           "nouser",
                           "owner",
                           "group",
                           "exec",
                           "relatime",
                           "norelatime",
                           "strictatime",
                           "lazytime",
                           "nodiratime",
                           "comment=hello",
                           "x-systemd.automount",
                           "x-systemd.requires=vm.service",
                           "X-mount.mkdir",
                           "X-mount.mode=0700",
                           "nonempty",
                           "default_permissions",
                           ",,",
                           "rw,dev,suid,noauto,nofail,x-systemd.requires=a"})
    EXPECT_EQ(parsed(list).fuse, Passed()) << list;
}

TEST(MountOptions, TakeUsersAndGroupsByName) {
  passwd* user = ::getpwuid(::geteuid());
  group* team = ::getgrgid(::getegid());
  if (!user || !team) GTEST_SKIP() << "this user has no name";
  MountOptions options = parsed(std::string("uid=") + user->pw_name + ",gid=" + team->gr_name);
  EXPECT_EQ(options.tree.uid, ::geteuid());
  EXPECT_EQ(options.tree.gid, ::getegid());
  EXPECT_EQ(complaint("uid=no-such"), "-o uid=no-such: expected a user's name or number");
  EXPECT_EQ(complaint("gid=no-such"), "-o gid=no-such: expected a group's name or number");
}

TEST(MountOptions, MakeTheSharePathAbsoluteAtAnyLength) {
  const std::string here = std::filesystem::current_path();
  EXPECT_EQ(parsed("share=door").share, here + "/door");
  EXPECT_EQ(parsed("share=./door").share, here + "/door");
  const std::string deep = "/" + std::string(200, 'd') + "/door";
  EXPECT_EQ(parsed("share=" + deep).share, deep);
}

TEST(MountOptions, TakeWhetherTheKernelFollowsSymlinks) {
  EXPECT_TRUE(parsed("").follow_symlinks);
  EXPECT_FALSE(parsed("nosymfollow").follow_symlinks);
  EXPECT_TRUE(parsed("nosymfollow,symfollow").follow_symlinks);
  EXPECT_TRUE(parsed("nosymfollow").fuse.empty()) << "libfuse does not know it everywhere";
}

TEST(MountOptions, TellHowAMountIsChanged) {
  std::string said = complaint("rw,remount,ro");
  EXPECT_TRUE(said.starts_with("-o remount: ")) << said;
  EXPECT_NE(said.find("mount -i -o remount,..."), said.npos) << said;
}

TEST(MountOptions, RefuseIoUringWithAReason) {
  std::string said = complaint("ro,io_uring");
  EXPECT_NE(said.find("io_uring"), said.npos);
  EXPECT_NE(said.find("thread"), said.npos) << said;
}

TEST(MountOptions, RefuseWhatMakesNoSenseAndNameIt) {
  for (std::string option : {"no_such_option",
                             "uid",
                             "uid=",
                             "uid=nobody of that name",
                             "gid=nobody of that name",
                             "uid=-1",
                             "uid=4294967295",
                             "uid=1x",
                             "gid=99999999999",
                             "umask=8",
                             "umask=1000",
                             "umask=",
                             "umask=-1",
                             "timeout",
                             "timeout=",
                             "timeout=x",
                             "timeout=-1",
                             "timeout=1s",
                             "timeout=inf",
                             "timeout=nan",
                             "timeout=1e300",
                             "readahead_timeout=-0.5",
                             "deadline=0",
                             "deadline=soon",
                             "ro=1",
                             "allow_other=yes",
                             "fsname",
                             "subtype"}) {
    std::string said = complaint("rw," + option + ",nodev");
    EXPECT_TRUE(said.starts_with("-o " + option + ":")) << option << " got: " << said;
    EXPECT_EQ(said.find('\n'), said.npos);
  }
}

}  // namespace
