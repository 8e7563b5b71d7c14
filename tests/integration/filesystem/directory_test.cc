#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

namespace {

using support::FakeMount;
using support::PageEntry;
using support::parse_page;
namespace request = support::request;

constexpr std::size_t one_entry = 320;  // room for one entry with attributes, not for three

std::vector<std::string> names_of(const std::vector<PageEntry>& entries) {
  std::vector<std::string> names;
  for (const PageEntry& entry : entries) names.push_back(entry.name);
  return names;
}

const std::vector<std::string> all_of_the_device = {".",     "..",      "type",  "polling",
                                                    "label", "enabled", "stats", "bus"};

/// An open directory.
class Open {
 public:
  Open(FakeMount& mount, std::uint64_t inode) : mount_(mount), inode_(inode) {
    handle_ = mount_.kernel.ask(request::opendir(inode)).as<fuse_open_out>().fh;
  }

  std::vector<PageEntry> page(off_t offset, std::size_t size = 4096, bool plus = false) {
    auto made = plus ? request::readdirplus : request::readdir;
    return parse_page(mount_.kernel.ask(made(inode_, handle_, offset, size)).body, plus);
  }

 private:
  FakeMount& mount_;
  std::uint64_t inode_;
  std::uint64_t handle_;
};

TEST(Directory, ListsWhatQemuListsBehindTheDots) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  for (bool plus : {false, true}) {
    EXPECT_EQ(names_of(mount.list(device, plus)), all_of_the_device);
  }
}

TEST(Directory, TellsTheKindOfEachEntry) {
  FakeMount mount;
  auto root = mount.list(1, false);
  auto kind_of = [&](const std::string& name) {
    auto found = std::find_if(root.begin(), root.end(), [&](auto& e) { return e.name == name; });
    return found == root.end() ? 0 : found->type;
  };
  EXPECT_EQ(kind_of("."), static_cast<mode_t>(S_IFDIR));
  EXPECT_EQ(kind_of(".."), static_cast<mode_t>(S_IFDIR));
  EXPECT_EQ(kind_of("machine"), static_cast<mode_t>(S_IFDIR));
  EXPECT_EQ(kind_of("type"), static_cast<mode_t>(S_IFREG));
  auto device = mount.list(mount.find(FakeMount::device), false);
  EXPECT_EQ(device.back().type, static_cast<mode_t>(S_IFLNK));
}

TEST(Directory, GivesTheNumbersThatLookupGives) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  auto entries = mount.list(device, false);
  EXPECT_EQ(entries[0].inode, device);
  EXPECT_EQ(entries[1].inode, mount.find("/machine/peripheral"));
  EXPECT_EQ(entries[3].inode, mount.property("polling"));
}

TEST(Directory, LosesNothingInPagesOfAnySize) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  for (std::size_t size : {40u, 64u, 100u, 4096u})
    EXPECT_EQ(names_of(mount.list(device, false, size)), all_of_the_device) << size;
  for (std::size_t size : {168u, 200u, 320u, 500u, 4096u})
    EXPECT_EQ(names_of(mount.list(device, true, size)), all_of_the_device) << size;
}

TEST(Directory, CountsALookupForEachEntryWithAttributesThatTheKernelGot) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  auto entries = mount.list(device, true, one_entry);
  std::vector<std::uint64_t> given;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> forgets;
  for (const PageEntry& entry : entries) {
    if (entry.nodeid == 0) continue;
    EXPECT_EQ(mount.lookups_held({entry.nodeid}), 1u) << entry.name;
    given.push_back(entry.nodeid);
    forgets.push_back({entry.nodeid, 1});
  }
  EXPECT_EQ(given.size(), all_of_the_device.size() - 2);
  mount.kernel.send(request::batch_forget(forgets));
  mount.kernel.settle();
  EXPECT_EQ(mount.lookups_held(given), 0u);
  EXPECT_EQ(mount.lookups_held({device}), 1u);
}

TEST(Directory, CountsNoLookupWithoutAttributes) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::vector<std::uint64_t> given;
  for (const PageEntry& entry : mount.list(device, false))
    if (entry.inode != device) given.push_back(entry.inode);
  mount.kernel.send(request::forget(mount.find("/machine/peripheral"), 2));
  mount.kernel.settle();
  EXPECT_EQ(mount.lookups_held(given), 0u);
}

TEST(Directory, CostsOneListingAndNoValues) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  mount.monitor.forget_calls();
  mount.list(device, true, one_entry);
  mount.list(device, false);
  EXPECT_EQ(mount.monitor.calls(), std::vector<std::string>{"list /machine/peripheral/bal0"});
}

TEST(Directory, StaysWholeWhenSomethingGoesBetweenTwoPages) {
  FakeMount mount;
  Open open(mount, mount.find(FakeMount::device));
  auto first = open.page(0, 100);
  ASSERT_FALSE(first.empty());
  mount.monitor.remove_object(std::string(FakeMount::device) + "/label");
  mount.tree.forget(qom::Path());
  mount.kernel.ask(request::lookup(mount.find(FakeMount::device), "polling"));
  auto rest = open.page(first.back().next);
  EXPECT_EQ(first.size() + rest.size(), all_of_the_device.size());
}

/// A slow reader of an old listing must not make inodes vanish that others use by now.
TEST(Directory, ThatIsReadFromAnOldListingLeavesNewerInodesAlone) {
  FakeMount mount;
  Open slow(mount, mount.find(FakeMount::device));
  slow.page(0, 64);
  mount.monitor.set_property(FakeMount::device, "label", "child<label>", "");
  mount.tree.forget(qom::Path());
  std::uint64_t newer = mount.property("label");
  slow.page(2);
  EXPECT_EQ(mount.kernel.ask(request::getattr(newer)).error, 0);
  EXPECT_EQ(mount.property("label"), newer);
}

TEST(Directory, IsListedAnewWhenRewound) {
  FakeMount mount;
  Open open(mount, mount.find(FakeMount::device));
  open.page(0);
  mount.monitor.set_property(FakeMount::device, "new", "int", 1);
  EXPECT_EQ(open.page(0).size(), all_of_the_device.size());  // the listing may still serve
  mount.tree.forget(qom::Path());
  auto names = names_of(open.page(0));
  EXPECT_EQ(names.size(), all_of_the_device.size() + 1);
  EXPECT_EQ(names.back(), "new");
  EXPECT_EQ(open.page(static_cast<off_t>(names.size()) - 1).size(), 1u);
}

TEST(Directory, ServesAnyOffsetItGave) {
  FakeMount mount;
  Open open(mount, mount.find(FakeMount::device));
  auto all = open.page(0);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(open.page(all[i].next).size(), all.size() - i - 1) << all[i].name;
}

TEST(Directory, EndsBehindItsLastEntry) {
  FakeMount mount;
  Open open(mount, mount.find(FakeMount::device));
  EXPECT_TRUE(open.page(8).empty());
  EXPECT_TRUE(open.page(1'000'000).empty());
}

TEST(Directory, KeepsAListingAHandle) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  Open before(mount, device);
  before.page(0);
  mount.monitor.set_property(FakeMount::device, "new", "int", 1);
  mount.tree.forget(qom::Path());
  Open after(mount, device);
  EXPECT_EQ(after.page(0).size(), all_of_the_device.size() + 1);
  EXPECT_EQ(before.page(2).size(), all_of_the_device.size() - 2);
}

TEST(Directory, RefusesAHandleThatIsNotOpen) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::readdir(1, 77, 0, 4096)).error, EBADF);
  EXPECT_EQ(mount.kernel.ask(request::readdir(1, 77, 3, 4096)).error, EBADF);
}

TEST(Directory, IsWhatOpendirNeeds) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::opendir(mount.property("label"))).error, ENOTDIR);
  EXPECT_EQ(mount.kernel.ask(request::opendir(4711)).error, ESTALE);
}

TEST(Directory, FailsToOpenWithQemusReason) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  mount.monitor.fail("list", qmp::Error(qmp::Failure::too_large, "10 MiB are enough"));
  EXPECT_EQ(mount.kernel.ask(request::opendir(device)).error, EMSGSIZE);
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_NE(mount.log[0].find("/machine/peripheral/bal0"), std::string::npos);
  EXPECT_NE(mount.log[0].find("10 MiB are enough"), std::string::npos);
}

}  // namespace
