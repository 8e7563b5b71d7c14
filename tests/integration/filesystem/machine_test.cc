// QEMU goes and comes.

#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace {

using support::FakeMount;
namespace request = support::request;

void go(FakeMount& mount) {
  mount.monitor.fail("", qmp::Error(qmp::Failure::not_connected, "QEMU has gone"));
  mount.filesystem.machine_gone();
}

void come(FakeMount& mount) {
  mount.monitor.stop_failing();
  mount.filesystem.machine_came();
}

TEST(Machine, ThatIsGoneFailsEveryAccessAtOnce) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t label = mount.property("label");
  std::uint64_t bus = mount.property("bus");
  std::uint64_t handle = mount.open(label, O_RDWR);
  go(mount);
  const support::KernelRequest requests[] = {
      request::lookup(1, "machine"),    request::opendir(1),
      request::lookup(device, "label"), request::opendir(device),
      request::getattr(label),          request::readlink(bus),
      request::open(label, O_RDONLY),   request::open(label, O_WRONLY),
      request::read(label, handle, 0),  request::write(label, handle, 0, "x"),
      request::access(label, R_OK),     request::setattr(label, FATTR_MODE),
  };
  for (const auto& request : requests)
    EXPECT_EQ(mount.kernel.ask(request).error, EHOSTDOWN) << "opcode " << request.opcode;
  EXPECT_EQ(mount.kernel.ask(request::release(label, handle)).error, 0);
}

TEST(Machine, ThatIsGoneLeavesTheMountItself) {
  FakeMount mount;
  go(mount);
  EXPECT_EQ(mount.kernel.ask(request::getattr(1)).error, 0);
  EXPECT_EQ(mount.kernel.ask(request::statfs(1)).error, 0);
}

TEST(Machine, ThatIsGoneIsNotLoggedWithEveryAccess) {
  FakeMount mount;
  go(mount);
  mount.find("/machine");
  mount.kernel.ask(request::opendir(1));
  EXPECT_TRUE(mount.log.empty());
}

TEST(Machine, ThatCameBackHasOtherInodes) {
  FakeMount mount;
  std::uint64_t before = mount.property("label");
  std::uint64_t handle = mount.open(before, O_RDONLY);
  mount.age(before);
  go(mount);
  come(mount);
  EXPECT_EQ(mount.kernel.ask(request::read(before, handle, 0)).error, ENOENT);
  mount.kernel.ask(request::release(before, handle));
  EXPECT_EQ(mount.kernel.ask(request::getattr(before)).error, ESTALE) << "look again";
  EXPECT_EQ(mount.kernel.ask(request::open(before, O_RDONLY)).error, ENOENT);
  std::uint64_t after = mount.property("label");
  EXPECT_NE(after, 0u);
  EXPECT_NE(after, before);
  EXPECT_EQ(mount.read(after, mount.open(after, O_RDONLY), 0), "one\n");
}

TEST(Machine, ThatCameBackIsListedAnew) {
  FakeMount mount;
  mount.find(FakeMount::device);
  go(mount);
  mount.monitor.remove_object(FakeMount::device);
  come(mount);
  EXPECT_EQ(mount.find(FakeMount::device), 0u);
  EXPECT_NE(mount.find("/machine/peripheral"), 0u);
}

TEST(Machine, ThatIsGoneLeavesCountsToBalance) {
  FakeMount mount;
  std::uint64_t machine = mount.find("/machine");
  go(mount);
  come(mount);
  EXPECT_TRUE(mount.filesystem.inodes().find(machine));
  mount.kernel.send(request::forget(machine, 1));
  mount.kernel.settle();
  EXPECT_FALSE(mount.filesystem.inodes().find(machine));
}

TEST(Machine, ThatGoesEndsWhatIsOnItsWay) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t label = mount.property("label");
  mount.tree.forget(qom::Path());
  mount.monitor.hold();
  auto lookup = mount.kernel.send(request::lookup(device, "label"));
  auto open = mount.kernel.send(request::open(label, O_RDONLY));
  mount.kernel.settle();
  mount.monitor.fail("", qmp::Error(qmp::Failure::lost, "QEMU has gone"));
  mount.monitor.release();
  mount.filesystem.machine_gone();
  EXPECT_EQ(mount.kernel.wait(lookup).error, EHOSTDOWN);
  EXPECT_EQ(mount.kernel.wait(open).error, EHOSTDOWN);
}

TEST(Machine, ThatGoesWithAWriteOnItsWayReportsThatItMayBeLost) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  std::uint64_t handle = mount.open(label, O_WRONLY);
  mount.monitor.hold("set");
  auto write = mount.kernel.send(request::write(label, handle, 0, "x"));
  mount.kernel.settle();
  mount.monitor.fail("", qmp::Error(qmp::Failure::lost, "QEMU has gone"));
  mount.monitor.release();
  mount.filesystem.machine_gone();
  EXPECT_EQ(mount.kernel.wait(write).error, EIO);
  EXPECT_EQ(mount.monitor.count("set"), 1u);
}

TEST(Machine, ThatGoesMayTakeTheInodeOfAnOpenOnItsWay) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  mount.monitor.hold("get");
  auto open = mount.kernel.send(request::open(label, O_RDONLY));
  mount.kernel.settle();
  mount.filesystem.machine_gone();
  mount.kernel.send(request::forget(label, 1));
  mount.kernel.settle();
  mount.filesystem.machine_came();
  mount.monitor.release();
  auto opened = mount.kernel.wait(open);
  std::uint64_t handle = opened.error ? 0 : opened.as<fuse_open_out>().fh;
  EXPECT_EQ(mount.kernel.ask(request::read(label, handle, 0)).error, ENOENT);
}

/// The answer of the old machine is no answer about the new one.
TEST(Machine, ThatGoesTakesAListingThatCameTooLateWithIt) {
  FakeMount mount;
  mount.monitor.hold();
  auto lookup = mount.kernel.send(request::lookup(1, "machine"));
  mount.kernel.settle();
  mount.filesystem.machine_gone();
  mount.filesystem.machine_came();
  mount.monitor.release();
  mount.kernel.wait(lookup);
  EXPECT_EQ(mount.monitor.count("list /"), 2u);
}

TEST(Machine, ThatGoesKeepsAnOpenDirectoryFromBeingListed) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t handle = mount.kernel.ask(request::opendir(device)).as<fuse_open_out>().fh;
  go(mount);
  EXPECT_EQ(mount.kernel.ask(request::readdir(device, handle, 0, 4096)).error, EHOSTDOWN);
  EXPECT_EQ(mount.kernel.ask(request::readdir(device, handle, 3, 4096)).error, EHOSTDOWN);
  EXPECT_EQ(mount.kernel.ask(request::releasedir(device, handle)).error, 0);
}

}  // namespace
