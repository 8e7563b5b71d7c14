#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using support::FakeKernel;
using support::FakeMount;
using support::KernelRequest;
namespace request = support::request;

/// Sends a request that QEMU does not answer, and lets it get as far as that.
FakeKernel::Unique send_held(FakeMount& mount, const KernelRequest& request) {
  FakeKernel::Unique unique = mount.kernel.send(request);
  mount.kernel.settle();
  EXPECT_FALSE(mount.kernel.answered(unique)) << "opcode " << request.opcode;
  return unique;
}

TEST(Interrupt, EndsWhateverWaitsForQemu) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t label = mount.property("label");
  std::uint64_t bus = mount.property("bus");
  std::uint64_t handle = mount.open(label, O_RDONLY);
  mount.read(label, handle, 0);
  mount.tree.forget(qom::Path());
  mount.monitor.hold();
  const KernelRequest requests[] = {
      request::lookup(device, "label"), request::opendir(device),        request::readlink(bus),
      request::open(label, O_RDONLY),   request::read(label, handle, 0),
  };
  for (const KernelRequest& request : requests) {
    FakeKernel::Unique unique = send_held(mount, request);
    mount.kernel.interrupt(unique);
    EXPECT_EQ(mount.kernel.wait(unique).error, EINTR) << "opcode " << request.opcode;
  }
  EXPECT_TRUE(mount.session.reports.empty());
}

TEST(Interrupt, LeavesTheOthersAlone) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  mount.monitor.hold("get");
  auto interrupted = send_held(mount, request::open(label, O_RDONLY));
  auto other = send_held(mount, request::open(label, O_RDONLY));
  mount.kernel.interrupt(interrupted);
  EXPECT_EQ(mount.kernel.wait(interrupted).error, EINTR);
  mount.kernel.settle();
  EXPECT_FALSE(mount.kernel.answered(other));
  mount.monitor.release();
  EXPECT_EQ(mount.kernel.wait(other).error, 0);
}

TEST(Interrupt, OfTheOneThatListsLetsAnotherListInstead) {
  FakeMount mount;
  mount.monitor.hold("list");
  auto first = send_held(mount, request::lookup(1, "machine"));
  auto second = send_held(mount, request::lookup(1, "machine"));
  mount.kernel.interrupt(first);
  EXPECT_EQ(mount.kernel.wait(first).error, EINTR);
  mount.monitor.release();
  EXPECT_EQ(mount.kernel.wait(second).error, 0);
  EXPECT_EQ(mount.monitor.count("list"), 2u);
}

TEST(Interrupt, OfOneThatWaitsForAnothersListingEndsOnlyThat) {
  FakeMount mount;
  mount.monitor.hold("list");
  auto first = send_held(mount, request::lookup(1, "machine"));
  auto second = send_held(mount, request::lookup(1, "machine"));
  mount.kernel.interrupt(second);
  EXPECT_EQ(mount.kernel.wait(second).error, EINTR);
  mount.monitor.release();
  EXPECT_EQ(mount.kernel.wait(first).error, 0);
}

TEST(Interrupt, OfAWriteThatWasSentWaitsForItsAnswer) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  std::uint64_t handle = mount.open(label, O_WRONLY);
  mount.monitor.hold("set");
  auto write = send_held(mount, request::write(label, handle, 0, "new"));
  mount.kernel.interrupt(write);
  mount.kernel.settle();
  EXPECT_FALSE(mount.kernel.answered(write));
  mount.monitor.release();
  EXPECT_EQ(mount.kernel.wait(write).error, 0);
  EXPECT_EQ(mount.present("label"), "\"new\"");
}

TEST(Interrupt, OfAWriteThatWasNotSentSendsNothing) {
  FakeMount mount;
  std::uint64_t stats = mount.property("stats");
  std::uint64_t handle = mount.open(stats, O_WRONLY);
  mount.monitor.hold("get");  // asked for the type of the present value first
  auto write = send_held(mount, request::write(stats, handle, 0, "{}"));
  mount.kernel.interrupt(write);
  EXPECT_EQ(mount.kernel.wait(write).error, EINTR);
  mount.monitor.release();
  mount.kernel.settle();
  EXPECT_EQ(mount.monitor.count("set"), 0u);
}

TEST(Interrupt, OfWhatIsAnsweredAlreadyDoesNothing) {
  FakeMount mount;
  auto getattr = mount.kernel.send(request::getattr(1));
  EXPECT_EQ(mount.kernel.wait(getattr).error, 0);
  mount.kernel.interrupt(getattr);
  mount.kernel.settle();
  EXPECT_EQ(mount.kernel.ask(request::getattr(1)).error, 0);
}

TEST(Interrupt, ThatComesWithItsRequestIsNotLost) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  mount.monitor.hold("get");
  auto open = mount.kernel.send(request::open(label, O_RDONLY));
  mount.kernel.interrupt(open);
  EXPECT_EQ(mount.kernel.wait(open).error, EINTR);
}

TEST(Interrupt, LeavesNoHandleAndNoLookupBehind) {
  FakeMount mount;
  mount.monitor.hold("list");
  auto lookup = send_held(mount, request::lookup(1, "machine"));
  mount.kernel.interrupt(lookup);
  mount.kernel.wait(lookup);
  mount.monitor.release();
  mount.kernel.settle();
  EXPECT_EQ(mount.filesystem.inodes().size(), 1u);
}

TEST(Stopping, AnswersEveryOpenRequest) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  std::uint64_t label = mount.property("label");
  mount.tree.forget(qom::Path());
  mount.monitor.hold();
  std::vector<FakeKernel::Unique> open;
  for (int i = 0; i < 10; ++i) {
    open.push_back(send_held(mount, request::lookup(device, "label")));
    open.push_back(send_held(mount, request::open(label, O_RDONLY)));
  }
  mount.session.end();
  mount.kernel.settle();
  EXPECT_EQ(mount.kernel.open_requests(), 0u);
  for (auto unique : open) EXPECT_EQ(mount.kernel.wait(unique).error, ECONNABORTED);
}

TEST(Stopping, DoesNotChangeWhatAnInterruptedRequestIsTold) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  mount.monitor.hold("get");
  auto interrupted = send_held(mount, request::open(label, O_RDONLY));
  auto other = send_held(mount, request::open(label, O_RDONLY));
  mount.kernel.interrupt(interrupted);
  mount.kernel.settle();
  mount.session.end();
  EXPECT_EQ(mount.kernel.wait(interrupted).error, EINTR);
  EXPECT_EQ(mount.kernel.wait(other).error, ECONNABORTED);
}

TEST(Stopping, LeavesUnreadRequestsUnread) {
  FakeMount mount;
  mount.session.end();
  auto late = mount.kernel.send(request::getattr(1));
  mount.kernel.settle();
  EXPECT_FALSE(mount.kernel.answered(late));
}

}  // namespace
