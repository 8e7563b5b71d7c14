#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace {

using support::FakeMount;
using support::patient_options;
using support::refusal;
namespace request = support::request;

TEST(WriteError, ForTextThatIsNoValueComesBeforeAnythingIsSent) {
  struct Row {
    const char* property;
    const char* text;
    int error;
  };
  const Row rows[] = {
      {"polling", "many", EINVAL},
      {"polling", "", EINVAL},
      {"polling", "1.5", EINVAL},
      {"polling", "12 13", EINVAL},
      {"polling", "99999999999999999999", ERANGE},
      {"enabled", "maybe", EINVAL},
      {"enabled", "2", EINVAL},
      {"small", "256", ERANGE},
      {"small", "-1", ERANGE},
      {"stats", "{]", EINVAL},
      {"label", "\xFF", EINVAL},
  };
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "small", "uint8", 1);
  for (const Row& row : rows)
    EXPECT_EQ(mount.echo(row.property, row.text), row.error) << row.property << " " << row.text;
  EXPECT_EQ(mount.monitor.count("set"), 0u);
}

/// A scalar is one whole value a write: there is nothing to wait for.
TEST(WriteError, ForABraceToAScalarComesAtOnce) {
  FakeMount mount;
  for (const char* text : {"{", "[1,", "{\"a\":"}) {
    EXPECT_EQ(mount.echo("polling", text), EINVAL) << text;
    EXPECT_EQ(mount.echo("enabled", text), EINVAL) << text;
  }
}

TEST(WriteError, OfQemuComesFromTheWrite) {
  struct Row {
    qmp::Error error;
    int number;
  };
  const Row rows[] = {
      {refusal("timer value must be greater than zero"), EINVAL},
      {refusal("Property 'x.polling' not found"), ENOENT},
      {refusal("Property 'x.polling' is not writable"), EACCES},
      {refusal("Attempt to set property 'polling' on device 'bal0' (type 'x') after it was "
               "realized"),
       EBUSY},
      {refusal("Parameter 'polling' expects int32_t"), ERANGE},
      {refusal("Device '77' not found", "DeviceNotFound"), ENXIO},
      {refusal("Device '/machine/peripheral/bal0' not found", "DeviceNotFound"), ENOENT},
      {qmp::Error(qmp::Failure::not_connected, "gone"), EHOSTDOWN},
      {qmp::Error(qmp::Failure::lost, "gone"), EIO},
      {qmp::Error(qmp::Failure::timed_out, "slow"), ETIMEDOUT},
  };
  for (const Row& row : rows) {
    FakeMount mount;
    mount.monitor.fail("set", row.error);
    EXPECT_EQ(mount.echo("polling", "77"), row.number) << row.error.text;
    EXPECT_EQ(mount.monitor.count("set"), 1u) << row.error.text;
  }
}

/// The text is an integer, so an integer was sent, though nobody had said it must be one.
TEST(WriteError, IsOfRangeForAGuessedIntegerToo) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "fid", "zpci_fid", 1);
  mount.monitor.fail("get", refusal("Property 'x.fid' is not readable"));
  mount.monitor.fail("set", refusal("Parameter 'fid' expects uint32"));
  EXPECT_EQ(mount.echo("fid", "99999999999"), ERANGE);
}

TEST(WriteError, LeavesTheLastGoodTextToExtend) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  std::uint64_t handle = mount.open(inode, O_WRONLY);
  EXPECT_EQ(mount.write(inode, handle, 0, "ab"), 0);
  mount.monitor.fail("set", refusal("no"), 1);
  EXPECT_EQ(mount.write(inode, handle, 2, "cd"), EINVAL);
  EXPECT_EQ(mount.write(inode, handle, 2, "ef"), 0);
  EXPECT_EQ(mount.present("label"), "\"abef\"");
}

TEST(WriteError, IsLoggedInQemusWordsWithThePath) {
  FakeMount mount;
  mount.monitor.fail("set", refusal("timer value must be greater than zero"));
  mount.echo("polling", "0");
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_NE(mount.log[0].find("/machine/peripheral/bal0/polling"), std::string::npos);
  EXPECT_NE(mount.log[0].find("timer value must be greater than zero"), std::string::npos);
}

TEST(WriteError, LeavesNoValueInTheLog) {
  FakeMount mount(support::telling_options());
  mount.monitor.fail("set", refusal("Parameter 'label' does not accept value 'hunter2'"));
  mount.echo("label", "hunter2");
  mount.monitor.fail("set", refusal("password hunter2 is too short"));
  mount.echo("stats", R"({"password":"hunter2"})");
  mount.echo("polling", "hunter2");
  mount.monitor.fail("get", refusal("cannot read 'hunter2'"));
  mount.read(mount.property("label"), mount.open(mount.property("label"), O_RDONLY), 0);
  EXPECT_EQ(mount.log.size(), 4u);
  for (const std::string& line : mount.log) EXPECT_EQ(line.find("hunter2"), line.npos) << line;
}

TEST(WriteError, IsLoggedWithItsValuesForWhoeverAsksForThem) {
  fs::Options options = patient_options();
  options.log_values = true;
  FakeMount mount(options);
  mount.monitor.fail("set", refusal("Parameter 'label' does not accept value 'hunter2'"));
  mount.echo("label", "hunter2");
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_NE(mount.log[0].find("does not accept value 'hunter2'"), std::string::npos);
}

TEST(WriteError, CannotForgeALineOfTheLog) {
  FakeMount mount;
  auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; };
  mount.echo("polling", "5\nqom-fuse: all is well");
  mount.monitor.fail("set", refusal("Parameter 'x' does not accept value 'a\nb\x1B[2J'"));
  mount.echo("label", "a\nb\x1B[2J");
  EXPECT_EQ(mount.log.size(), 2u);
  for (const std::string& line : mount.log)
    EXPECT_EQ(std::count_if(line.begin(), line.end(), is_control), 0) << line;
}

TEST(ReadOnly, IsLearnedFromQemusAnswer) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  mount.monitor.fail("set", refusal("Property 'x.label' is not writable"));
  EXPECT_EQ(mount.echo("label", "x"), EACCES);
  EXPECT_EQ(mount.kernel.ask(request::open(inode, O_WRONLY)).error, EACCES);
  EXPECT_EQ(mount.kernel.ask(request::open(inode, O_RDWR)).error, EACCES);
  EXPECT_EQ(mount.kernel.ask(request::access(inode, W_OK)).error, EACCES);
  EXPECT_EQ(mount.kernel.ask(request::access(inode, R_OK)).error, 0);
  auto attributes = mount.kernel.ask(request::getattr(inode)).as<fuse_attr_out>();
  EXPECT_EQ(attributes.attr.mode, S_IFREG | 0400u);
  EXPECT_EQ(mount.monitor.count("set"), 1u);
}

TEST(ReadOnly, IsNotLearnedFromOtherRefusals) {
  FakeMount mount;
  mount.monitor.fail("set", refusal("Property cannot be set after initialization"), 1);
  EXPECT_EQ(mount.echo("label", "x"), EBUSY);
  EXPECT_EQ(mount.echo("label", "x"), 0);
}

TEST(ReadOnly, IsTheTypeFromTheStart) {
  FakeMount mount;
  std::uint64_t type = mount.property("type");
  EXPECT_EQ(mount.kernel.ask(request::open(type, O_WRONLY)).error, EACCES);
  EXPECT_EQ(mount.kernel.ask(request::access(type, W_OK)).error, EACCES);
  EXPECT_EQ(mount.monitor.count("set"), 0u);
}

TEST(ReadOnly, IsEverythingOnAReadOnlyMount) {
  fs::Options options = patient_options();
  options.read_only = true;
  FakeMount mount(options);
  std::uint64_t inode = mount.property("label");
  for (int flags : {O_WRONLY, O_RDWR, O_WRONLY | O_APPEND})
    EXPECT_EQ(mount.kernel.ask(request::open(inode, flags)).error, EROFS);
  EXPECT_EQ(mount.read(inode, mount.open(inode, O_RDONLY), 0), "one\n");
  EXPECT_EQ(mount.monitor.count("set"), 0u);
}

/// The kernel never sends these; a broken one must not change the machine.
TEST(ReadOnly, IsAHandleThatWasOpenedForReading) {
  fs::Options options = patient_options();
  options.read_only = true;
  FakeMount mount(options);
  std::uint64_t inode = mount.property("label");
  std::uint64_t handle = mount.open(inode, O_RDONLY);
  EXPECT_NE(mount.write(inode, handle, 0, "x"), 0);
  EXPECT_EQ(mount.monitor.count("set"), 0u);
}

TEST(Write, ToAHandleThatIsNotOpenFails) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  EXPECT_EQ(mount.write(inode, 77, 0, "x"), EBADF);
  EXPECT_EQ(mount.write(4711, 77, 0, "x"), ENOENT);
}

}  // namespace
