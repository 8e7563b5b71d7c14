#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

namespace {

using support::FakeMount;
using support::KernelAnswer;
using support::patient_options;
using namespace std::chrono_literals;
namespace request = support::request;

fs::Options options_with_timeout(std::chrono::nanoseconds timeout) {
  fs::Options options = patient_options();
  options.timeout = timeout;
  return options;
}

double seconds(std::uint64_t whole, std::uint32_t nanoseconds) {
  return static_cast<double>(whole) + nanoseconds * 1e-9;
}

TEST(Lookup, FindsEachKind) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  ASSERT_NE(device, 0u);
  auto mode_of = [&](const std::string& name) {
    return mount.kernel.ask(request::lookup(device, name)).as<fuse_entry_out>().attr.mode;
  };
  EXPECT_EQ(mode_of("polling"), S_IFREG | 0600u);
  EXPECT_EQ(mode_of("type"), S_IFREG | 0400u);
  EXPECT_EQ(mode_of("bus"), S_IFLNK | 0777u);
  auto root = mount.kernel.ask(request::lookup(1, "machine")).as<fuse_entry_out>();
  EXPECT_EQ(root.attr.mode, S_IFDIR | 0700u);
  EXPECT_EQ(root.attr.ino, root.nodeid);
  EXPECT_EQ(root.generation, 0u);
}

TEST(Lookup, CostsOneListingADirectoryAndNoValues) {
  FakeMount mount;
  mount.property("polling");
  mount.property("label");
  EXPECT_EQ(mount.monitor.calls(),
            (std::vector<std::string>{"list /", "list /machine", "list /machine/peripheral",
                                      "list /machine/peripheral/bal0"}));
}

TEST(Lookup, GivesOneNumberToOneName) {
  FakeMount mount;
  EXPECT_EQ(mount.property("polling"), mount.property("polling"));
  EXPECT_NE(mount.property("polling"), mount.property("label"));
}

TEST(Lookup, MayBeKeptAsLongAsTheListing) {
  FakeMount mount(options_with_timeout(1h));
  auto entry = mount.kernel.ask(request::lookup(1, "machine")).as<fuse_entry_out>();
  double name = seconds(entry.entry_valid, entry.entry_valid_nsec);
  double attributes = seconds(entry.attr_valid, entry.attr_valid_nsec);
  EXPECT_GT(name, 0);
  EXPECT_LE(name, 3600);
  EXPECT_GT(attributes, 0);
  EXPECT_LE(attributes, 3600);
}

TEST(Lookup, IsAskedAgainEachTimeWithoutATimeout) {
  FakeMount mount(options_with_timeout(0s));
  auto entry = mount.kernel.ask(request::lookup(1, "machine")).as<fuse_entry_out>();
  EXPECT_EQ(seconds(entry.entry_valid, entry.entry_valid_nsec), 0);
  mount.kernel.ask(request::lookup(1, "machine"));
  EXPECT_EQ(mount.monitor.count("list /"), 2u);
}

TEST(Lookup, OfAnAbsentNameIsNotCachedByTheKernel) {
  FakeMount mount;
  KernelAnswer answer = mount.kernel.ask(request::lookup(1, "absent"));
  EXPECT_EQ(answer.error, ENOENT);
  EXPECT_TRUE(answer.body.empty());
}

TEST(Lookup, FindsWhatWasPluggedAfterTheListing) {
  FakeMount mount;
  std::uint64_t peripheral = mount.find("/machine/peripheral");
  mount.kernel.ask(request::lookup(peripheral, "bal0"));
  mount.monitor.add_object("/machine/peripheral/net0", "virtio-net-pci");
  std::this_thread::sleep_for(60ms);  // the age at which an absence is no longer believed
  EXPECT_EQ(mount.kernel.ask(request::lookup(peripheral, "net0")).error, 0);
}

/// Whether the second of two lookups found the listing of the first younger than 50 ms, so its
/// absence was believed. Nothing can be said when the machine was too slow for that.
enum class Belief { believed, doubted, too_slow };

Belief look_up_absent_twice() {
  FakeMount mount;
  auto start = qom::Clock::now();
  mount.kernel.ask(request::lookup(1, "absent"));
  mount.kernel.ask(request::lookup(1, "absent"));
  if (qom::Clock::now() - start >= 50ms) return Belief::too_slow;
  return mount.monitor.count("list /") == 1 ? Belief::believed : Belief::doubted;
}

TEST(Lookup, BelievesAYoungListingThatANameIsAbsent) {
  Belief belief = Belief::too_slow;
  for (int i = 0; i < 50 && belief == Belief::too_slow; ++i) belief = look_up_absent_twice();
  EXPECT_EQ(belief, Belief::believed);
}

TEST(Lookup, AsksOnceMoreBeforeANameIsAbsent) {
  FakeMount mount;
  mount.kernel.ask(request::lookup(1, "machine"));
  std::this_thread::sleep_for(60ms);
  EXPECT_EQ(mount.kernel.ask(request::lookup(1, "absent")).error, ENOENT);
  EXPECT_EQ(mount.monitor.count("list /"), 2u);
}

TEST(Lookup, OfManyAtOnceSharesOneListing) {
  FakeMount mount;
  mount.monitor.hold("list");
  std::vector<support::FakeKernel::Unique> requests;
  for (int i = 0; i < 20; ++i) requests.push_back(mount.kernel.send(request::lookup(1, "machine")));
  mount.kernel.settle();
  mount.monitor.release();
  for (auto lookup : requests) EXPECT_EQ(mount.kernel.wait(lookup).error, 0);
  EXPECT_EQ(mount.monitor.count("list"), 1u);
}

TEST(Lookup, BelowWhatIsNoDirectoryFails) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::lookup(mount.property("label"), "x")).error, ENOTDIR);
  EXPECT_EQ(mount.kernel.ask(request::lookup(99999, "x")).error, ESTALE);
}

TEST(Lookup, OfANameThatIsTooLongFailsWithoutAsking) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::lookup(1, std::string(256, 'a'))).error, ENAMETOOLONG);
  EXPECT_TRUE(mount.monitor.calls().empty());
}

TEST(Lookup, CountsAreBalancedByForget) {
  FakeMount mount;
  std::uint64_t machine = mount.find("/machine");
  mount.find("/machine");
  std::uint64_t peripheral = mount.find("/machine/peripheral");
  EXPECT_EQ(mount.lookups_held({machine, peripheral}), 4u);
  mount.kernel.send(request::forget(machine, 2));
  mount.kernel.settle();
  EXPECT_EQ(mount.lookups_held({machine, peripheral}), 2u);
  mount.kernel.send(request::batch_forget({{machine, 1}, {peripheral, 1}}));
  mount.kernel.settle();
  EXPECT_EQ(mount.lookups_held({machine, peripheral}), 0u);
}

TEST(Lookup, ThatFailsCountsNothing) {
  FakeMount mount;
  std::uint64_t machine = mount.find("/machine");
  std::size_t before = mount.filesystem.inodes().size();
  mount.kernel.ask(request::lookup(machine, "absent"));
  EXPECT_EQ(mount.filesystem.inodes().size(), before);
  EXPECT_EQ(mount.lookups_held({machine}), 1u);
}

TEST(Lookup, OfAnUnpluggedObjectGoesWithTheLastForget) {
  FakeMount mount(options_with_timeout(0s));
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t peripheral = mount.find("/machine/peripheral");
  mount.age(device);
  mount.monitor.remove_object(FakeMount::device);
  EXPECT_EQ(mount.kernel.ask(request::lookup(peripheral, "bal0")).error, ENOENT);
  EXPECT_EQ(mount.kernel.ask(request::getattr(device)).error, ESTALE);
  EXPECT_TRUE(mount.filesystem.inodes().find(device));
  mount.kernel.send(request::forget(device, 1));
  mount.kernel.settle();
  EXPECT_FALSE(mount.filesystem.inodes().find(device));
}

TEST(Lookup, OfAnObjectThatCameBackIsAnotherInode) {
  FakeMount mount(options_with_timeout(0s));
  std::uint64_t before = mount.property("polling");
  mount.age(before);
  mount.monitor.remove_object(FakeMount::device);
  EXPECT_EQ(mount.find(FakeMount::device), 0u);
  mount.monitor.add_object(FakeMount::device, "virtio-balloon-pci");
  mount.monitor.set_property(FakeMount::device, "polling", "int", 7);
  std::uint64_t after = mount.property("polling");
  EXPECT_NE(after, 0u);
  EXPECT_NE(after, before);
  EXPECT_EQ(mount.kernel.ask(request::getattr(before)).error, ESTALE);
}

/// The kernel looks a name that it knew up once more when that failed.
TEST(Lookup, ThatMissedTheDeadlineIsNotTriedAgainAtOnce) {
  FakeMount mount(options_with_timeout(0s));
  std::uint64_t machine = mount.find("/machine");
  mount.kernel.ask(request::lookup(machine, "peripheral"));
  mount.monitor.fail("list /machine", qmp::Error(qmp::Failure::timed_out, "no answer"));
  mount.monitor.forget_calls();
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "peripheral")).error, ETIMEDOUT);
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "peripheral")).error, ETIMEDOUT);
  EXPECT_EQ(mount.monitor.count("list /machine"), 1u);
  mount.monitor.stop_failing();
  mount.filesystem.inodes().find(machine)->missed = qom::Clock::now() - 1s;
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "peripheral")).error, 0);
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "peripheral")).error, 0);
}

TEST(Lookup, ThatMissedTheDeadlineIsServedFromAListingAtHand) {
  FakeMount mount;
  std::uint64_t machine = mount.find("/machine");
  mount.kernel.ask(request::lookup(machine, "peripheral"));
  mount.filesystem.inodes().find(machine)->missed = qom::Clock::now() + 1h;
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "peripheral")).error, 0);
}

/// The listing at hand is too old to believe an absence, and the fresh one never comes: the monitor
/// of this test has no deadline of its own.
TEST(Lookup, WaitsForTheSecondOfTwoListingsNoLongerThanItsDeadline) {
  fs::Options options = options_with_timeout(1h);
  options.deadline = 100ms;
  FakeMount mount(options);
  mount.kernel.ask(request::lookup(1, "machine"));
  std::this_thread::sleep_for(60ms);
  mount.monitor.hold("list");
  EXPECT_EQ(mount.kernel.ask(request::lookup(1, "absent")).error, ETIMEDOUT);
  EXPECT_EQ(mount.monitor.count("list /"), 2u);
}

TEST(Lookup, WaitsForAListingThatAnEventHasOvertakenNoLongerThanItsDeadline) {
  fs::Options options = options_with_timeout(1h);
  options.deadline = 100ms;
  FakeMount mount(options);
  mount.monitor.hold("list");
  auto lookup = mount.kernel.send(request::lookup(1, "machine"));
  mount.kernel.settle();
  mount.tree.drop_structure();
  mount.monitor.set_batch_limit(8);  // the second question is another one and can be held apart
  mount.monitor.release();
  mount.monitor.hold("describe");
  EXPECT_EQ(mount.kernel.wait(lookup).error, ETIMEDOUT);
  EXPECT_EQ(mount.monitor.calls(), (std::vector<std::string>{"list /", "describe /"}));
}

TEST(Lookup, ThatWaitsForASecondListingCanBeInterrupted) {
  FakeMount mount;
  mount.kernel.ask(request::lookup(1, "machine"));
  std::this_thread::sleep_for(60ms);
  mount.monitor.hold("list");
  auto lookup = mount.kernel.send(request::lookup(1, "absent"));
  mount.kernel.settle();
  mount.kernel.interrupt(lookup);
  EXPECT_EQ(mount.kernel.wait(lookup).error, EINTR);
}

TEST(Lookup, TellsWhyQemuRefused) {
  FakeMount mount;
  mount.monitor.fail("list /machine", qmp::Error(qmp::Failure::timed_out, "no answer"));
  std::uint64_t machine = mount.find("/machine");
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "peripheral")).error, ETIMEDOUT);
  EXPECT_FALSE(mount.log.empty());
}

}  // namespace
