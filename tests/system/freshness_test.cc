// What changes in QEMU behind the mount's back is seen: values at once, new names at once when
// asked for, listings after `timeout`.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::Json;
using support::MountedMachine;

class Freshness : public support::SystemTest {};

void add_iothread(MountedMachine& vm, const std::string& id) {
  Json arguments;
  arguments["qom-type"] = "iothread";
  arguments["id"] = id;
  ASSERT_TRUE(vm.probe.execute("object-add", arguments).ok);
}

void remove_object(MountedMachine& vm, const std::string& id) {
  Json arguments;
  arguments["id"] = id;
  ASSERT_TRUE(vm.probe.execute("object-del", arguments).ok);
}

ino_t inode_of(const std::string& path) {
  struct stat attributes = {};
  EXPECT_EQ(lstat(path.c_str(), &attributes), 0) << path;
  return attributes.st_ino;
}

bool is_listed(MountedMachine& vm, const std::string& name) {
  for (const auto& entry : std::filesystem::directory_iterator(vm("/objects"))) {
    if (entry.path().filename() == name) return true;
  }
  return false;
}

TEST_F(Freshness, AValueIsNeverOld) {
  MountedMachine vm;
  for (int i = 1; i <= 50; ++i) {
    ASSERT_TRUE(vm.probe.set("/objects/io0", "poll-max-ns", i).ok);
    EXPECT_EQ(support::read_file(vm("/objects/io0/poll-max-ns")).text, std::to_string(i) + "\n");
  }
}

TEST_F(Freshness, WhatWasPluggedIsThereByNameAtOnce) {
  MountedMachine vm;
  EXPECT_FALSE(is_listed(vm, "late"));
  std::this_thread::sleep_for(100ms);
  add_iothread(vm, "late");
  EXPECT_EQ(support::read_file(vm("/objects/late/poll-max-ns")).text, "32768\n");
  EXPECT_TRUE(is_listed(vm, "late"));
}

TEST_F(Freshness, AnAbsenceIsNotRemembered) {
  MountedMachine vm;
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(errno_text(support::read_file(vm("/objects/late/type")).open_error),
              errno_text(ENOENT));
    std::this_thread::sleep_for(100ms);
    add_iothread(vm, "late");
    EXPECT_EQ(support::read_file(vm("/objects/late/type")).text, "iothread\n");
    remove_object(vm, "late");
    std::this_thread::sleep_for(1200ms);
  }
}

/// The kernel may still know the old name when the new object comes.
TEST_F(Freshness, WhatComesBackSoonIsThereByNameAtOnce) {
  MountedMachine vm(support::q35_with_devices(), "timeout=60");
  for (int round = 0; round < 3; ++round) {
    add_iothread(vm, "late");
    EXPECT_EQ(support::read_file(vm("/objects/late/poll-max-ns")).text, "32768\n") << round;
    remove_object(vm, "late");
    std::this_thread::sleep_for(100ms);
    const support::FileRead gone = support::read_file(vm("/objects/late/poll-max-ns"));
    EXPECT_EQ(errno_text(gone.open_error), errno_text(ENOENT)) << round;
    EXPECT_EQ(support::read_file(vm("/objects/other/type")).open_error, ENOENT);
    std::this_thread::sleep_for(100ms);
  }
}

TEST_F(Freshness, WhatWasRemovedLeavesTheListingAfterTheTimeout) {
  MountedMachine vm(support::q35_with_devices(), "timeout=0.3");
  EXPECT_TRUE(is_listed(vm, "io0"));
  remove_object(vm, "io0");
  EXPECT_EQ(errno_text(support::read_file(vm("/objects/io0/poll-max-ns")).open_error),
            errno_text(ENOENT));
  std::this_thread::sleep_for(400ms);
  EXPECT_FALSE(is_listed(vm, "io0"));
}

TEST_F(Freshness, WithoutTimeoutAListingIsAlwaysNew) {
  MountedMachine vm(support::q35_with_devices(), "timeout=0");
  for (int round = 0; round < 3; ++round) {
    add_iothread(vm, "late");
    EXPECT_TRUE(is_listed(vm, "late"));
    remove_object(vm, "late");
    EXPECT_FALSE(is_listed(vm, "late"));
  }
}

TEST_F(Freshness, WhatComesBackIsAnotherInode) {
  MountedMachine vm;
  const ino_t before = inode_of(vm("/objects/io0"));
  remove_object(vm, "io0");
  EXPECT_EQ(support::read_file(vm("/objects/io0/poll-max-ns")).open_error, ENOENT);
  std::this_thread::sleep_for(1200ms);
  EXPECT_FALSE(is_listed(vm, "io0"));
  std::this_thread::sleep_for(100ms);
  add_iothread(vm, "io0");
  EXPECT_NE(inode_of(vm("/objects/io0")), before);
}

TEST_F(Freshness, WhatStaysKeepsItsInode) {
  MountedMachine vm(support::q35_with_devices(), "timeout=0.1");
  const ino_t before = inode_of(vm("/objects/io0"));
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(inode_of(vm("/objects/io0")), before);
  EXPECT_EQ(support::run("ls -lR " + vm("/objects")).status, 0);
  EXPECT_EQ(inode_of(vm("/objects/io0")), before);
}

}  // namespace
