#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

namespace {

using support::FakeMount;
using support::patient_options;
namespace request = support::request;

constexpr const char* get_polling = "get /machine/peripheral/bal0 polling";

/// A file of the device, opened for reading.
struct OpenFile {
  OpenFile(FakeMount& mount, const std::string& name, int flags = O_RDONLY)
      : mount(mount), inode(mount.property(name)), handle(mount.open(inode, flags)) {}

  std::string read(off_t offset, std::size_t size = 4096) {
    return mount.read(inode, handle, offset, size);
  }

  FakeMount& mount;
  std::uint64_t inode;
  std::uint64_t handle;
};

off_t size_of(FakeMount& mount, std::uint64_t inode) {
  return static_cast<off_t>(
      mount.kernel.ask(request::getattr(inode)).as<fuse_attr_out>().attr.size);
}

std::string cat(FakeMount& mount, const std::string& name) { return OpenFile(mount, name).read(0); }

TEST(Reading, GivesTheTextOfAValueAndANewline) {
  struct Row {
    qmp::Json value;
    std::string text;
  };
  const Row rows[] = {
      {true, "true\n"},
      {false, "false\n"},
      {-5, "-5\n"},
      {18446744073709551615u, "18446744073709551615\n"},
      {"plain", "plain\n"},
      {"", "\n"},
      {"two\nlines", "two\nlines\n"},
      {"\"quoted\"", "\"quoted\"\n"},
      {nullptr, "null\n"},
      {{{"b", 1}, {"a", {1, 2}}}, "{\"b\":1,\"a\":[1,2]}\n"},
      {qmp::Json::array(), "[]\n"},
  };
  FakeMount mount;
  for (const Row& row : rows) {
    mount.monitor.set_property(FakeMount::device, "polling", "int", row.value);
    EXPECT_EQ(cat(mount, "polling"), row.text);
  }
}

TEST(Reading, AsksOnceForOpenReadAndEnd) {
  FakeMount mount;
  OpenFile file(mount, "polling");
  EXPECT_EQ(file.read(0), "5\n");
  EXPECT_EQ(file.read(2), "");
  EXPECT_EQ(mount.monitor.count("get"), 1u);
}

TEST(Reading, ServesTheValueThatOpenFetched) {
  FakeMount mount;
  OpenFile file(mount, "polling");
  mount.monitor.set_property(FakeMount::device, "polling", "int", 6);
  EXPECT_EQ(file.read(0), "5\n");
}

TEST(Reading, AtZeroASecondTimeFetchesANewValue) {
  FakeMount mount;
  OpenFile file(mount, "polling");
  file.read(0);
  mount.monitor.set_property(FakeMount::device, "polling", "int", 66);
  EXPECT_EQ(file.read(0), "66\n");
  EXPECT_EQ(file.read(3), "");
  mount.monitor.set_property(FakeMount::device, "polling", "int", 777);
  EXPECT_EQ(file.read(0), "777\n");
  EXPECT_EQ(mount.monitor.count(get_polling), 3u);
}

TEST(Reading, GoesOnInTheSnapshotThatItsBeginningServed) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "label", "str", "abcdefgh");
  OpenFile file(mount, "label");
  EXPECT_EQ(file.read(0, 3), "abc");
  mount.monitor.set_property(FakeMount::device, "label", "str", "ABCDEFGH");
  EXPECT_EQ(file.read(3, 3), "def");
  EXPECT_EQ(file.read(6, 3), "gh\n");
  EXPECT_EQ(file.read(9, 3), "");
  EXPECT_EQ(file.read(1000, 3), "");
  EXPECT_EQ(mount.monitor.count("get"), 1u);
}

TEST(Reading, FromTheMiddleFirstIsServedFromOpensValueToo) {
  FakeMount mount;
  OpenFile file(mount, "label");
  EXPECT_EQ(file.read(1), "ne\n");
  EXPECT_EQ(mount.monitor.count("get"), 1u);
}

TEST(Reading, NeverSharesAValueBetweenTwoOpens) {
  FakeMount mount;
  OpenFile first(mount, "polling");
  mount.monitor.set_property(FakeMount::device, "polling", "int", 6);
  OpenFile second(mount, "polling");
  EXPECT_EQ(first.read(0), "5\n");
  EXPECT_EQ(second.read(0), "6\n");
  EXPECT_EQ(mount.monitor.count(get_polling), 2u);
}

TEST(Reading, AsksAgainWhenOpensValueIsTooOld) {
  fs::Options options = patient_options();
  options.readahead_timeout = std::chrono::seconds(0);
  FakeMount mount(options);
  OpenFile file(mount, "polling");
  mount.monitor.set_property(FakeMount::device, "polling", "int", 6);
  EXPECT_EQ(file.read(0), "6\n");
  EXPECT_EQ(file.read(2), "");
  EXPECT_EQ(mount.monitor.count(get_polling), 2u);
}

TEST(Reading, OfTheTypeCostsQemuNothing) {
  FakeMount mount;
  EXPECT_EQ(cat(mount, "type"), "virtio-balloon-pci\n");
  EXPECT_EQ(mount.monitor.count("get"), 0u);
}

TEST(Reading, OfTheRootsTypeAsksSinceNothingListsTheRoot) {
  FakeMount mount;
  std::uint64_t type = mount.find("/type");
  EXPECT_EQ(mount.read(type, mount.open(type, O_RDONLY), 0), "container\n");
  EXPECT_EQ(mount.monitor.count("get / type"), 1u);
}

TEST(Reading, BypassesThePageCacheAndNeedsNoFlush) {
  FakeMount mount;
  auto answer = mount.kernel.ask(request::open(mount.property("polling"), O_RDONLY));
  std::uint32_t flags = answer.as<fuse_open_out>().open_flags;
  EXPECT_TRUE(flags & FOPEN_DIRECT_IO);
  EXPECT_TRUE(flags & FOPEN_NOFLUSH);
  EXPECT_FALSE(flags & FOPEN_KEEP_CACHE);
}

TEST(Size, Is4096UntilAValueIsKnown) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  EXPECT_EQ(size_of(mount, inode), 4096);
  OpenFile file(mount, "label");
  EXPECT_EQ(size_of(mount, inode), 4);
}

TEST(Size, IsAskedForAgainBeforeTheKernelLearnsOfTheOpen) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  std::size_t answers_before = mount.kernel.answer_count();
  mount.open(inode, O_RDONLY);
  auto notifications = mount.kernel.take_notifications();
  ASSERT_EQ(notifications.size(), 1u);
  EXPECT_EQ(notifications[0].message.error, FUSE_NOTIFY_INVAL_INODE);
  EXPECT_EQ(notifications[0].answers_before, answers_before);
  auto what = notifications[0].message.as<fuse_notify_inval_inode_out>();
  EXPECT_EQ(what.ino, inode);
  EXPECT_EQ(what.off, -1);
}

TEST(Size, IsLeftWithTheKernelWhileTheValueStaysTheSame) {
  FakeMount mount;
  OpenFile first(mount, "label");
  mount.kernel.take_notifications();
  OpenFile second(mount, "label");
  EXPECT_TRUE(mount.kernel.take_notifications().empty());
}

TEST(Size, ThatChangesUnderAnOpenHandleIsToldBeforeTheData) {
  FakeMount mount;
  OpenFile file(mount, "label");
  file.read(0);
  mount.kernel.take_notifications();
  mount.monitor.set_property(FakeMount::device, "label", "str", "longer");
  std::size_t answers_before = mount.kernel.answer_count();
  EXPECT_EQ(file.read(0), "longer\n");
  auto notifications = mount.kernel.take_notifications();
  ASSERT_EQ(notifications.size(), 1u);
  EXPECT_EQ(notifications[0].answers_before, answers_before);
  EXPECT_EQ(size_of(mount, file.inode), 7);
}

TEST(Opening, FailsWhereTheValueCannotBeRead) {
  struct Row {
    qmp::Error error;
    int number;
  };
  const Row rows[] = {
      {support::refusal("No crash occurred"), ENODATA},
      {support::refusal("Property 'x.polling' is not readable"), EACCES},
      {support::refusal("error reading temperature3"), EIO},
      {support::refusal("Property 'x.polling' not found"), ENOENT},
      {qmp::Error(qmp::Failure::not_connected, "gone"), EHOSTDOWN},
      {qmp::Error(qmp::Failure::lost, "gone"), EHOSTDOWN},
      {qmp::Error(qmp::Failure::timed_out, "slow"), ETIMEDOUT},
      {qmp::Error(qmp::Failure::malformed, "odd"), EIO},
  };
  for (const Row& row : rows) {
    FakeMount mount;
    mount.monitor.fail("get", row.error);
    EXPECT_EQ(mount.kernel.ask(request::open(mount.property("polling"), O_RDONLY)).error,
              row.number);
    EXPECT_EQ(mount.kernel.ask(request::open(mount.property("polling"), O_RDWR)).error, row.number);
  }
}

TEST(Opening, LogsQemusSentenceWithThePath) {
  FakeMount mount(support::telling_options());
  mount.monitor.fail("get", support::refusal("error reading temperature3"));
  mount.open(mount.property("polling"), O_RDONLY);
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_NE(mount.log[0].find("/machine/peripheral/bal0/polling"), std::string::npos);
  EXPECT_NE(mount.log[0].find("error reading temperature3"), std::string::npos);
}

/// Every `grep -r` meets some.
TEST(Opening, KeepsRefusedReadsOutOfTheLogUnlessToldOtherwise) {
  FakeMount mount;
  for (const qmp::Error& error :
       {support::refusal("error reading temperature3"),
        support::refusal("Property 'x' is not readable"), support::refusal("No crash occurred")}) {
    mount.monitor.stop_failing();
    mount.monitor.fail("get", error);
    EXPECT_NE(mount.kernel.ask(request::open(mount.property("polling"), O_RDONLY)).error, 0);
  }
  EXPECT_TRUE(mount.log.empty()) << mount.log[0];
  mount.monitor.stop_failing();
  mount.monitor.fail("get", qmp::Error(qmp::Failure::timed_out, "no answer"));
  mount.open(mount.property("polling"), O_RDONLY);
  EXPECT_EQ(mount.log.size(), 1u) << "that is no refusal";
}

TEST(Opening, ForWritingAsksNothing) {
  FakeMount mount;
  EXPECT_NE(mount.open(mount.property("polling"), O_WRONLY | O_TRUNC), 0u);
  EXPECT_EQ(mount.monitor.count("get"), 0u);
}

TEST(Opening, ForWritingOnlyGivesNothingToRead) {
  FakeMount mount;
  EXPECT_EQ(OpenFile(mount, "polling", O_WRONLY).read(0), "errno " + std::to_string(EBADF));
}

TEST(Reading, SurvivesThatTheHandleIsClosedMeanwhile) {
  FakeMount mount;
  OpenFile file(mount, "polling");
  file.read(0);
  mount.monitor.hold("get");
  auto read = mount.kernel.send(request::read(file.inode, file.handle, 0));
  mount.kernel.settle();
  mount.kernel.ask(request::release(file.inode, file.handle));
  mount.monitor.release();
  EXPECT_EQ(mount.kernel.wait(read).error, EBADF);
}

TEST(Reading, OfAHandleThatIsNotOpenFails) {
  FakeMount mount;
  OpenFile file(mount, "polling");
  mount.kernel.ask(request::release(file.inode, file.handle));
  EXPECT_EQ(file.read(0), "errno " + std::to_string(EBADF));
  EXPECT_EQ(mount.read(4711, file.handle, 0), "errno " + std::to_string(ENOENT));
}

}  // namespace
