// Events of QEMU, from the words to what the kernel is told; and sizes that are known ahead.

#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

using support::FakeMount;
using support::KernelAnswer;
namespace request = support::request;

constexpr int epoch_message = 8;  // FUSE_NOTIFY_INC_EPOCH, which older headers do not know

void tell(FakeMount& mount, const std::string& event, const std::string& data = "null") {
  mount.filesystem.apply(qom::change_of(qmp::Event{event, qmp::Json::parse(data)}));
}

void unplug(FakeMount& mount) {
  mount.monitor.remove_object(FakeMount::device);
  tell(mount, "DEVICE_DELETED", R"({"device":"bal0","path":"/machine/peripheral/bal0"})");
}

/// How many messages of each kind the kernel got.
std::map<int, int> messages_to_kernel(FakeMount& mount) {
  mount.kernel.settle();
  std::map<int, int> counts;
  for (const auto& notification : mount.kernel.take_notifications())
    ++counts[notification.message.error];
  return counts;
}

/// The names that the kernel is told to look up again. They come from the notifier's thread, so the
/// kernel listens until all those expected are there, or long after.
std::multiset<std::string> expired_names(FakeMount& mount, std::size_t expected) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::multiset<std::string> names;
  mount.kernel.settle();
  while (names.size() < expected && std::chrono::steady_clock::now() < end) {
    for (const auto& notification : mount.kernel.take_notifications()) {
      if (notification.message.error != FUSE_NOTIFY_INVAL_ENTRY) continue;
      auto out = notification.message.as<fuse_notify_inval_entry_out>();
      names.insert(std::to_string(out.parent) + " " +
                   notification.message.body.substr(sizeof out, out.namelen));
    }
    std::this_thread::yield();
  }
  return names;
}

TEST(Event, OfARemovedDeviceMakesItGoByName) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  mount.age(label);
  unplug(mount);
  EXPECT_EQ(mount.find(FakeMount::device), 0u);
  EXPECT_EQ(mount.find("/machine/peripheral/bal0/label"), 0u);
  EXPECT_EQ(mount.kernel.ask(request::getattr(label)).error, ESTALE);
  EXPECT_EQ(mount.kernel.ask(request::open(label, O_RDONLY)).error, ENOENT)
      << "the kernel has looked again";
  EXPECT_NE(mount.find("/machine/peripheral"), 0u);
}

TEST(Event, OfARemovedDeviceLeavesAnOpenFileWithoutAValue) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  std::uint64_t handle = mount.open(label, O_RDONLY);
  unplug(mount);
  EXPECT_EQ(mount.read(label, handle, 0), "errno " + std::to_string(ENOENT));
}

TEST(Event, OfARemovedDeviceLeavesAnOpenDirectoryWithoutEntries) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t handle = mount.kernel.ask(request::opendir(device)).as<fuse_open_out>().fh;
  unplug(mount);
  EXPECT_EQ(mount.kernel.ask(request::getattr(device)).error, ENOENT) << "as fstat(2) asks";
  EXPECT_EQ(mount.kernel.ask(request::readdir(device, handle, 0, 4096)).error, ENOENT);
}

/// Else a program would see ESTALE: the kernel looks again but once.
TEST(Event, OfADeviceThatGoesTwiceWhileTheKernelLooksSaysThatItIsGone) {
  FakeMount mount;
  std::uint64_t first = mount.find(FakeMount::device);
  mount.age(first);
  unplug(mount);
  EXPECT_EQ(mount.kernel.ask(request::opendir(first)).error, ESTALE);
  mount.monitor.add_object(FakeMount::device, "virtio-balloon-pci");
  std::uint64_t second = mount.find(FakeMount::device);
  ASSERT_NE(second, 0u);
  unplug(mount);
  EXPECT_EQ(mount.kernel.ask(request::opendir(second)).error, ENOENT);
}

TEST(Event, OfARemovedDeviceMakesTheListingsAskedAnew) {
  FakeMount mount;
  mount.find(FakeMount::device);
  mount.monitor.forget_calls();
  unplug(mount);
  mount.find("/machine/peripheral");
  EXPECT_EQ(mount.monitor.calls(), (std::vector<std::string>{"list /", "list /machine"}));
}

TEST(Event, OfWhatTheKernelNeverKnewDisturbsNothing) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  tell(mount, "DEVICE_DELETED", R"({"path":"/machine/peripheral/other/virtio-backend"})");
  EXPECT_EQ(mount.property("label"), label);
  EXPECT_EQ(mount.kernel.ask(request::getattr(label)).error, 0);
}

TEST(Event, OfARemovedDeviceMakesTheKernelLookEveryNameUpAgain) {
  FakeMount mount;
  mount.property("label");
  messages_to_kernel(mount);
  unplug(mount);
  EXPECT_EQ(messages_to_kernel(mount), (std::map<int, int>{{epoch_message, 1}}));
}

TEST(Event, OfARemovedDeviceIsToldNameByNameToAnOlderKernel) {
  FakeMount mount;
  mount.notifier.disable_expire_all();
  std::uint64_t peripheral = mount.find("/machine/peripheral");
  std::uint64_t machine = mount.find("/machine");
  mount.find(FakeMount::device);
  unplug(mount);
  auto names = expired_names(mount, 3);
  EXPECT_TRUE(names.contains("1 machine"));
  EXPECT_TRUE(names.contains(std::to_string(machine) + " peripheral"));
  EXPECT_TRUE(names.contains(std::to_string(peripheral) + " bal0"));
}

TEST(Event, OfChangedValuesMakesTheKernelForgetTheSizesItKnows) {
  FakeMount mount;
  mount.open(mount.property("label"), O_RDONLY);
  mount.open(mount.property("polling"), O_RDONLY);
  messages_to_kernel(mount);
  tell(mount, "RESUME");
  EXPECT_EQ(messages_to_kernel(mount), (std::map<int, int>{{FUSE_NOTIFY_INVAL_INODE, 2}}));
  tell(mount, "RESUME");
  EXPECT_TRUE(messages_to_kernel(mount).empty()) << "it knows no sizes any more";
}

TEST(Event, OfChangedValuesDropsThoseThatWait) {
  FakeMount mount;
  mount.monitor.set_batch_limit(8);
  std::uint64_t label = mount.property("label");
  mount.monitor.set_property(FakeMount::device, "label", "str", "two");
  for (auto data : {R"({"path":"/machine/peripheral/bal0"})", "null"}) {
    tell(mount, "NIC_RX_FILTER_CHANGED", data);
    EXPECT_EQ(mount.read(label, mount.open(label, O_RDONLY), 0), "two\n");
  }
  EXPECT_EQ(mount.monitor.count("get /machine/peripheral/bal0 label"), 2u);
}

TEST(Event, WithoutMeaningForObjectsDisturbsNothing) {
  FakeMount mount;
  mount.open(mount.property("label"), O_RDONLY);
  messages_to_kernel(mount);
  mount.monitor.forget_calls();
  tell(mount, "JOB_STATUS_CHANGE", R"({"status":"running","id":"x"})");
  EXPECT_TRUE(messages_to_kernel(mount).empty());
  mount.property("label");
  EXPECT_TRUE(mount.monitor.calls().empty());
}

off_t size_in_lookup(FakeMount& mount, const std::string& name) {
  std::uint64_t device = mount.find(FakeMount::device);
  auto entry = mount.kernel.ask(request::lookup(device, name)).as<fuse_entry_out>();
  return static_cast<off_t>(entry.attr.size);
}

/// By name, as READDIRPLUS tells them.
std::map<std::string, std::uint64_t> sizes_in_listing(FakeMount& mount) {
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t handle = mount.kernel.ask(request::opendir(device)).as<fuse_open_out>().fh;
  std::string page = mount.kernel.ask(request::readdirplus(device, handle, 0, 4096)).body;
  std::map<std::string, std::uint64_t> sizes;
  while (page.size() >= FUSE_NAME_OFFSET_DIRENTPLUS) {
    fuse_direntplus entry;
    std::memcpy(&entry, page.data(), sizeof entry);
    sizes[page.substr(FUSE_NAME_OFFSET_DIRENTPLUS, entry.dirent.namelen)] =
        entry.entry_out.attr.size;
    page.erase(0, FUSE_DIRENTPLUS_SIZE(&entry));
  }
  return sizes;
}

constexpr std::uint64_t unknown_size = 4096;

TEST(SizeAhead, IsShownByALookup) {
  FakeMount mount;
  mount.monitor.set_batch_limit(8);
  EXPECT_EQ(size_in_lookup(mount, "label"), 4);    // "one" and a newline
  EXPECT_EQ(size_in_lookup(mount, "polling"), 2);  // 5
  EXPECT_EQ(size_in_lookup(mount, "stats"), 8);    // {"a":1}
}

TEST(SizeAhead, IsShownByAListing) {
  FakeMount mount;
  mount.monitor.set_batch_limit(8);
  auto sizes = sizes_in_listing(mount);
  EXPECT_EQ(sizes["label"], 4u);
  EXPECT_EQ(sizes["enabled"], 5u);
  EXPECT_EQ(mount.monitor.count("get"), 0u);
}

TEST(SizeAhead, IsWhatTheReaderGets) {
  FakeMount mount;
  mount.monitor.set_batch_limit(8);
  auto sizes = sizes_in_listing(mount);
  for (auto name : {"label", "polling", "enabled", "stats"}) {
    std::uint64_t file = mount.property(name);
    EXPECT_EQ(mount.read(file, mount.open(file, O_RDONLY), 0).size(), sizes[name]) << name;
  }
  EXPECT_EQ(mount.monitor.count("get"), 0u);
}

TEST(SizeAhead, IsUnknownOnAQemuThatCannotDescribe) {
  FakeMount mount;
  EXPECT_EQ(size_in_lookup(mount, "label"), static_cast<off_t>(unknown_size));
  EXPECT_EQ(sizes_in_listing(mount)["label"], unknown_size);
}

TEST(Event, InAFloodIsToldToTheKernelOnce) {
  FakeMount mount;
  mount.property("label");
  messages_to_kernel(mount);
  for (int i = 0; i < 1000; ++i) tell(mount, "RESET");
  EXPECT_EQ(messages_to_kernel(mount), (std::map<int, int>{{epoch_message, 1}}));
}

}  // namespace
