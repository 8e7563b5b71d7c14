#include "integration/filesystem/fake_mount.h"
#include "integration/filesystem/writer.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using support::FakeMount;
using support::patient_options;
namespace request = support::request;

using Calls = std::vector<std::string>;
using support::sets;
using support::Writer;

TEST(Writing, SendsTheDeclaredTypeWithoutAskingFirst) {
  FakeMount mount;
  EXPECT_EQ(mount.echo("polling", "0x10"), 0);
  EXPECT_EQ(mount.echo("enabled", "off"), 0);
  EXPECT_EQ(mount.echo("label", "17"), 0);
  EXPECT_EQ(sets(mount), (Calls{"polling 16", "enabled false", "label \"17\""}));
  EXPECT_EQ(mount.monitor.count("get"), 0u);
}

TEST(Writing, SendsTheTypeOfThePresentValueWhereTheDeclaredOneSaysNothing) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "policy", "HostMemPolicy", "default");
  EXPECT_EQ(mount.echo("policy", "12"), 0);
  EXPECT_EQ(mount.present("policy"), "\"12\"");
  mount.monitor.set_property(FakeMount::device, "odd", "loadparm", 3);
  EXPECT_EQ(mount.echo("odd", "12"), 0);
  EXPECT_EQ(mount.present("odd"), "12");
}

TEST(Writing, DropsOneNewlineOnly) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write(0, "no newline"), 0);
  EXPECT_EQ(write(0, "one\n"), 0);
  EXPECT_EQ(write(0, "two\n\n"), 0);
  EXPECT_EQ(write(0, "\n"), 0);
  EXPECT_EQ(sets(mount),
            (Calls{"label \"no newline\"", "label \"one\"", "label \"two\\n\"", "label \"\""}));
}

TEST(Writing, OfAScalarIsAWholeValueWhateverTheOffset) {
  FakeMount mount;
  Writer write(mount, "polling");
  EXPECT_EQ(write(0, "1\n"), 0);
  EXPECT_EQ(write(2, "2\n"), 0);
  EXPECT_EQ(write(4096, "3"), 0);
  Writer append(mount, "enabled", O_WRONLY | O_APPEND);
  EXPECT_EQ(append(4096, "off\n"), 0);
  EXPECT_EQ(append(8, "on\n"), 0);
  EXPECT_EQ(sets(mount),
            (Calls{"polling 1", "polling 2", "polling 3", "enabled false", "enabled true"}));
}

TEST(Writing, AsksForThePresentValueOnceAHandle) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{}"), 0);
  EXPECT_EQ(write(0, "{\"b\":2}"), 0);
  EXPECT_EQ(mount.monitor.count("get"), 1u);
}

TEST(Writing, OfAnOpenBraceToAStringIsSentAsItIs) {
  FakeMount mount;
  EXPECT_EQ(mount.echo("label", "{open"), 0);
  EXPECT_EQ(mount.present("label"), "\"{open\"");
}

TEST(Writing, IsSentOnceMoreInTheTypeThatQemuExpected) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "addr", "str", 3);
  auto expected = support::refusal("Invalid parameter type for 'addr', expected: integer");
  mount.monitor.fail("set", expected, 1);
  EXPECT_EQ(mount.echo("addr", "7"), 0);
  EXPECT_EQ(sets(mount), (Calls{"addr \"7\"", "addr 7"}));
}

TEST(Writing, DropsWhatIsCachedOfTheObject) {
  FakeMount mount;
  mount.echo("label", "x");
  mount.monitor.forget_calls();
  mount.property("polling");
  EXPECT_EQ(mount.monitor.count("list"), 1u);
}

TEST(Writing, MakesTheSizeUnknown) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  auto size = [&] {
    return mount.kernel.ask(request::getattr(inode)).as<fuse_attr_out>().attr.size;
  };
  mount.open(inode, O_RDONLY);
  EXPECT_EQ(size(), 4u);
  mount.echo("label", "two");
  EXPECT_EQ(size(), 4096u);
  mount.kernel.take_notifications();
  mount.open(inode, O_RDONLY);
  EXPECT_EQ(mount.kernel.take_notifications().size(), 1u);
}

TEST(Writing, IsSeenByTheNextReadOnTheSameHandle) {
  FakeMount mount;
  Writer file(mount, "label", O_RDWR);
  EXPECT_EQ(mount.read(file.inode, file.handle, 0), "one\n");
  EXPECT_EQ(file(0, "other\n"), 0);
  EXPECT_EQ(mount.read(file.inode, file.handle, 0), "other\n");
}

TEST(Writing, NeverHappensAtOpenOrClose) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  std::uint64_t handle = mount.open(inode, O_WRONLY | O_TRUNC);
  EXPECT_EQ(mount.kernel.ask(request::flush(inode, handle)).error, 0);
  EXPECT_EQ(mount.kernel.ask(request::fsync(inode, handle)).error, 0);
  EXPECT_EQ(mount.kernel.ask(request::setattr(inode, FATTR_SIZE)).error, 0);
  EXPECT_EQ(mount.kernel.ask(request::release(inode, handle)).error, 0);
  EXPECT_TRUE(sets(mount).empty());
  EXPECT_EQ(mount.present("label"), "\"one\"");
}

}  // namespace
