#include "integration/filesystem/fake_mount.h"
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

/// What was sent to QEMU to change a property of the device: the name and the value.
Calls sets(FakeMount& mount) {
  const std::string beginning = std::string("set ") + FakeMount::device + " ";
  Calls sent;
  for (const std::string& call : mount.monitor.calls())
    if (call.starts_with(beginning)) sent.push_back(call.substr(beginning.size()));
  return sent;
}

/// A property of the device, open for writing.
struct Writer {
  Writer(FakeMount& mount, const std::string& name, int flags = O_WRONLY)
      : mount(mount), inode(mount.property(name)), handle(mount.open(inode, flags)) {}

  int operator()(off_t offset, const std::string& data) {
    return mount.write(inode, handle, offset, data);
  }

  void close() { mount.kernel.ask(request::release(inode, handle)); }

  FakeMount& mount;
  std::uint64_t inode;
  std::uint64_t handle;
};

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

TEST(Writing, OfAStringInPiecesSendsTheWholeEachTime) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write(0, "a\n"), 0);
  EXPECT_EQ(write(2, "b\n"), 0);
  EXPECT_EQ(write(4, "c"), 0);
  EXPECT_EQ(sets(mount), (Calls{"label \"a\"", "label \"a\\nb\"", "label \"a\\nb\\nc\""}));
}

TEST(Writing, OfAStringElsewhereIsInvalid) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write(5, "x"), EINVAL);
  EXPECT_EQ(write(0, "abc"), 0);
  EXPECT_EQ(write(1, "x"), EINVAL);
  EXPECT_EQ(write(4, "x"), EINVAL);
  EXPECT_EQ(write(0, "again"), 0);
  EXPECT_EQ(sets(mount), (Calls{"label \"abc\"", "label \"again\""}));
}

TEST(Writing, WithAppendStartsAValueAndThenExtendsIt) {
  FakeMount mount;
  Writer write(mount, "label", O_WRONLY | O_APPEND);
  EXPECT_EQ(write(4096, "a"), 0);
  EXPECT_EQ(write(4, "b"), 0);
  EXPECT_EQ(sets(mount), (Calls{"label \"a\"", "label \"ab\""}));
}

TEST(Writing, KeepsPiecesApartByHandle) {
  FakeMount mount;
  Writer first(mount, "label");
  Writer second(mount, "label");
  EXPECT_EQ(first(0, "abc"), 0);
  EXPECT_EQ(second(3, "x"), EINVAL);
  EXPECT_EQ(second(0, "xyz"), 0);
  EXPECT_EQ(first(3, "d"), 0);
  EXPECT_EQ(mount.present("label"), "\"abcd\"");
}

TEST(Writing, OfAnObjectIsSentByTheWriteThatCompletesIt) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_EQ(write(5, "[1,"), 0);
  EXPECT_TRUE(sets(mount).empty());
  EXPECT_EQ(write(8, "2]}\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {\"a\":[1,2]}"}));
  write.close();
  EXPECT_TRUE(mount.log.empty());
}

TEST(Writing, OfAnObjectAtOtherOffsetsIsInvalid) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(3, "{"), EINVAL);
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_EQ(write(9, "1}"), EINVAL);
  EXPECT_EQ(write(0, "{}"), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {}"}));
}

TEST(Writing, OfAnObjectThatIsNeverCompletedIsLogged) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_TRUE(mount.log.empty());
  write.close();
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_NE(mount.log[0].find("/machine/peripheral/bal0/stats"), std::string::npos);
  EXPECT_TRUE(sets(mount).empty());
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
