// What stat(2) shows of what is seen and written: modification times, numbers of links.

#include "integration/filesystem/fake_mount.h"
#include "integration/filesystem/stat.h"
#include "integration/filesystem/writer.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

namespace {

using support::attributes;
using support::FakeMount;
using support::forgotten;
using support::Writer;
namespace request = support::request;

/// Seconds and nanoseconds; ctime is the same.
using Time = std::pair<std::uint64_t, std::uint32_t>;

Time modified(FakeMount& mount, std::uint64_t inode) {
  fuse_attr now = attributes(mount, inode);
  EXPECT_EQ(Time(now.ctime, now.ctimensec), Time(now.mtime, now.mtimensec));
  return {now.mtime, now.mtimensec};
}

/// What `cat` prints.
std::string cat(FakeMount& mount, std::uint64_t inode) {
  std::uint64_t handle = mount.open(inode, O_RDONLY);
  std::string text = mount.read(inode, handle, 0);
  mount.kernel.ask(request::release(inode, handle));
  return text;
}

TEST(ModificationTime, StaysWhileTheValueDoes) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  Time before = modified(mount, label);
  EXPECT_EQ(cat(mount, label), "one\n");
  EXPECT_EQ(cat(mount, label), "one\n");
  EXPECT_EQ(modified(mount, label), before);
}

TEST(ModificationTime, MovesWhenAnotherValueIsSeen) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  cat(mount, label);
  Time before = modified(mount, label);
  forgotten(mount);
  mount.monitor.set_property(FakeMount::device, "label", "str", "two");
  EXPECT_EQ(cat(mount, label), "two\n");
  EXPECT_EQ(forgotten(mount), std::set{label}) << "though the length is the same";
  EXPECT_GT(modified(mount, label), before);
}

TEST(ModificationTime, MovesWhenAnOpenHandleSeesAnotherValue) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  std::uint64_t handle = mount.open(label, O_RDONLY);
  mount.read(label, handle, 0);
  Time before = modified(mount, label);
  mount.monitor.set_property(FakeMount::device, "label", "str", "two");
  mount.read(label, handle, 0);
  EXPECT_GT(modified(mount, label), before);
}

TEST(ModificationTime, MovesAtAWriteEvenOfTheSameValue) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  cat(mount, label);
  Time before = modified(mount, label);
  mount.echo("label", "one");
  Time written = modified(mount, label);
  EXPECT_GT(written, before);
  cat(mount, label);
  EXPECT_EQ(modified(mount, label), written) << "what was written is no news";
}

TEST(ModificationTime, DoesNotCountAWriteTwiceInAnyNotation) {
  FakeMount mount;
  for (auto [name, text] : {std::pair("polling", "0x10"), std::pair("enabled", "off"),
                            std::pair("stats", "{\"b\": 1}")}) {
    std::uint64_t inode = mount.property(name);
    cat(mount, inode);
    EXPECT_EQ(mount.echo(name, text), 0);
    Time written = modified(mount, inode);
    cat(mount, inode);
    EXPECT_EQ(modified(mount, inode), written) << name;
  }
}

TEST(ModificationTime, ShowsThatAWriteWasLost) {
  FakeMount mount;
  std::uint64_t polling = mount.property("polling");
  mount.echo("polling", "7");
  Time written = modified(mount, polling);
  mount.monitor.set_property(FakeMount::device, "polling", "int", 9);
  cat(mount, polling);
  EXPECT_GT(modified(mount, polling), written);
}

TEST(ModificationTime, StaysWhenAWriteIsRefused) {
  FakeMount mount;
  std::uint64_t polling = mount.property("polling");
  Time before = modified(mount, polling);
  EXPECT_EQ(mount.echo("polling", "four"), EINVAL);
  Writer part(mount, "polling");
  EXPECT_EQ(part(0, "-"), 0);
  EXPECT_EQ(modified(mount, polling), before);
}

TEST(ModificationTime, OfAFileBesideStays) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  Time before = modified(mount, label);
  mount.echo("polling", "7");
  cat(mount, label);
  EXPECT_EQ(modified(mount, label), before);
}

/// QEMU tells values along with the listing, and nobody has opened the file.
TEST(ModificationTime, MovesWhenAListingBringsAnotherValue) {
  FakeMount mount;
  mount.monitor.set_batch_limit(8);
  std::uint64_t label = mount.property("label");
  cat(mount, label);
  Time before = modified(mount, label);
  mount.monitor.set_property(FakeMount::device, "label", "str", "two");
  mount.tree.forget(qom::Path());
  mount.property("label");
  EXPECT_GT(modified(mount, label), before);
}

TEST(ModificationTime, OfADirectoryMovesWhenItsNamesDo) {
  FakeMount mount;
  std::uint64_t device = mount.find(FakeMount::device);
  mount.property("label");
  Time before = modified(mount, device);
  mount.tree.forget(qom::Path());
  mount.property("label");
  EXPECT_EQ(modified(mount, device), before);
  mount.monitor.set_property(FakeMount::device, "extra", "int", 1);
  mount.tree.forget(qom::Path());
  forgotten(mount);
  mount.property("label");
  EXPECT_TRUE(forgotten(mount).contains(device));
  EXPECT_GT(modified(mount, device), before);
}

TEST(ModificationTime, OfALinkMovesWhenItsTargetDoes) {
  FakeMount mount;
  std::uint64_t bus = mount.property("bus");
  mount.kernel.ask(request::readlink(bus));
  Time before = modified(mount, bus);
  mount.monitor.set_property(FakeMount::device, "bus", "link<PCI>", "/machine");
  mount.tree.forget(qom::Path());
  mount.kernel.ask(request::readlink(mount.property("bus")));
  EXPECT_GT(modified(mount, bus), before);
}

TEST(Directory, HasOneLinkSoThatWalkersDoNotCountOnIt) {
  FakeMount mount;
  EXPECT_EQ(attributes(mount, 1).nlink, 1u);
  EXPECT_EQ(attributes(mount, mount.find(FakeMount::device)).nlink, 1u);
}

}  // namespace
