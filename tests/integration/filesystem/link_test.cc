#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace {

using support::FakeMount;
using support::KernelAnswer;
namespace request = support::request;

std::string read_link(FakeMount& mount, const std::string& name) {
  KernelAnswer answer = mount.kernel.ask(request::readlink(mount.property(name)));
  return answer.error ? "errno " + std::to_string(answer.error) : answer.body;
}

TEST(Link, PointsToItsTargetRelatively) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "bus", "link<PCI>", "/machine/q35/pcie.0");
  EXPECT_EQ(read_link(mount, "bus"), "../../../machine/q35/pcie.0");
}

TEST(Link, ThatIsUnsetSaysSo) {
  FakeMount mount;
  EXPECT_EQ(read_link(mount, "bus"), "(unset)");
}

TEST(Link, NeverPointsOutsideTheMount) {
  FakeMount mount;
  for (std::string value : {"etc/shadow", "../../../../../../etc", "bal0"}) {
    mount.monitor.set_property(FakeMount::device, "bus", "link<PCI>", value);
    mount.tree.forget(qom::Path());
    EXPECT_EQ(read_link(mount, "bus"), "(invalid)");
  }
}

TEST(Link, WhoseValueIsNoTextIsUnset) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "bus", "link<PCI>", 42);
  EXPECT_EQ(read_link(mount, "bus"), "(unset)");
}

TEST(Link, IsAskedForOnceAListing) {
  FakeMount mount;
  read_link(mount, "bus");
  read_link(mount, "bus");
  EXPECT_EQ(mount.monitor.count("get"), 1u);
  mount.tree.forget(qom::Path());
  read_link(mount, "bus");
  EXPECT_EQ(mount.monitor.count("get"), 2u);
}

TEST(Link, ThatCannotBeReadFailsWithItsReason) {
  FakeMount mount;
  mount.monitor.fail("get", support::refusal("Property 'x.bus' is not readable"));
  EXPECT_EQ(read_link(mount, "bus"), "errno " + std::to_string(EACCES));
}

TEST(Link, IsWhatReadlinkNeeds) {
  FakeMount mount;
  EXPECT_EQ(mount.kernel.ask(request::readlink(mount.property("label"))).error, EINVAL);
  EXPECT_EQ(mount.kernel.ask(request::readlink(1)).error, EINVAL);
  EXPECT_EQ(mount.kernel.ask(request::readlink(4711)).error, ESTALE);
}

}  // namespace
