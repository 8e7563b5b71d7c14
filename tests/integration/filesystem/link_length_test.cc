// The size that stat(2) shows of a link: archivers allocate by it.

#include "integration/filesystem/fake_mount.h"
#include "integration/filesystem/stat.h"
#include "support/kernel_request.h"

#include <gtest/gtest.h>

#include <chrono>
#include <climits>
#include <cstdint>
#include <set>
#include <string>

namespace {

using support::attributes;
using support::FakeMount;
using support::forgotten;
namespace request = support::request;

TEST(LinkLength, IsThatOfTheLongestLinkUntilTheTargetIsKnown) {
  FakeMount mount;
  std::uint64_t bus = mount.property("bus");
  EXPECT_EQ(attributes(mount, bus).size, PATH_MAX - 1u);
  EXPECT_EQ(mount.monitor.count("get"), 0u);
  forgotten(mount);
  std::string text = mount.kernel.ask(request::readlink(bus)).body;
  EXPECT_EQ(forgotten(mount), std::set{bus});
  EXPECT_EQ(attributes(mount, bus).size, text.size());
  mount.kernel.ask(request::readlink(bus));
  EXPECT_TRUE(forgotten(mount).empty());
}

TEST(LinkLength, IsExactWhereAListingBringsTheTargets) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "bus", "link<PCI>", "/machine/q35/pcie.0");
  mount.monitor.set_batch_limit(8);
  std::uint64_t device = mount.find(FakeMount::device);
  std::string text = "../../../machine/q35/pcie.0";
  auto entry = mount.kernel.ask(request::lookup(device, "bus")).as<fuse_entry_out>();
  EXPECT_EQ(entry.attr.size, text.size());
  EXPECT_EQ(mount.kernel.ask(request::readlink(entry.nodeid)).body, text);
  EXPECT_EQ(mount.monitor.count("get"), 0u);
}

/// An archiver that asks first would cut a longer one.
TEST(LinkLength, IsUnknownAgainWhenTheTargetMayHaveChanged) {
  FakeMount mount;
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  mount.tree.drop_structure();
  EXPECT_EQ(attributes(mount, bus).size, PATH_MAX - 1u);
}

/// Whatever is kept is too old at once, and to be asked for anew.
fs::Options forgetful_options() {
  fs::Options options = support::patient_options();
  options.timeout = std::chrono::nanoseconds(1);
  return options;
}

TEST(LinkLength, OutlivesTheListing) {
  FakeMount mount(forgetful_options());
  std::uint64_t bus = mount.property("bus");
  std::string text = mount.kernel.ask(request::readlink(bus)).body;
  EXPECT_EQ(attributes(mount, bus).size, text.size());
  mount.property("bus");
  EXPECT_EQ(attributes(mount, bus).size, text.size()) << "listed anew";
}

TEST(LinkLength, IsThatOfTheLastReadlink) {
  FakeMount mount(forgetful_options());
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  mount.monitor.set_property(FakeMount::device, "bus", "link<PCI>", "/machine/q35/pcie.0");
  mount.property("bus");
  forgotten(mount);
  std::string text = mount.kernel.ask(request::readlink(bus)).body;
  EXPECT_EQ(forgotten(mount), std::set{bus});
  EXPECT_EQ(attributes(mount, bus).size, text.size());
}

TEST(LinkLength, IsUnknownAgainWhenAnEventTellsOfOtherObjects) {
  FakeMount mount(forgetful_options());
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  qom::Change change;
  change.structure = true;
  mount.filesystem.apply(change);
  EXPECT_EQ(attributes(mount, bus).size, PATH_MAX - 1u);
}

TEST(LinkLength, IsUnknownAgainWhenTheObjectHasOtherProperties) {
  FakeMount mount(forgetful_options());
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  forgotten(mount);
  mount.monitor.set_property(FakeMount::device, "extra", "int", 1);
  EXPECT_EQ(mount.property("bus"), bus);
  EXPECT_TRUE(forgotten(mount).contains(bus));
  EXPECT_EQ(attributes(mount, bus).size, PATH_MAX - 1u);
}

TEST(LinkLength, IsUnknownWhereTheEventOvertookTheTarget) {
  FakeMount mount(forgetful_options());
  std::uint64_t bus = mount.property("bus");
  mount.monitor.hold();
  auto reading = mount.kernel.send(request::readlink(bus));
  mount.kernel.settle();
  mount.tree.drop_structure();
  mount.monitor.release();
  EXPECT_EQ(mount.kernel.wait(reading).error, 0);
  EXPECT_EQ(attributes(mount, bus).size, PATH_MAX - 1u);
}

TEST(LinkLength, IsNeverKeptWhereEverythingIsAskedFor) {
  fs::Options options = support::patient_options();
  options.timeout = {};
  FakeMount mount(options);
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  EXPECT_EQ(attributes(mount, bus).size, PATH_MAX - 1u);
}

TEST(LinkLength, IsForgottenByTheKernelWhenItsObjectIsWritten) {
  FakeMount mount;
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  forgotten(mount);
  mount.echo("label", "two");
  EXPECT_TRUE(forgotten(mount).contains(bus));
}

TEST(LinkLength, IsKeptByTheKernelNoLongerThanTheListing) {
  FakeMount mount;
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  auto out = mount.kernel.ask(request::getattr(bus)).as<fuse_attr_out>();
  EXPECT_LT(out.attr_valid, 3600u) << "the listing was made an instant ago";
}

}  // namespace
