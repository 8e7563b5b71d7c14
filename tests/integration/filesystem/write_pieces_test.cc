// Values that arrive in several writes: each piece at the offset reached belongs to the value
// before it, until a newline ends that.

#include "integration/filesystem/fake_mount.h"
#include "integration/filesystem/writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using Calls = std::vector<std::string>;
using support::FakeMount;
using support::sets;
using support::Writer;

TEST(WritingPieces, OfANumberSendTheWholeEachTime) {
  FakeMount mount;
  Writer write(mount, "polling");
  EXPECT_EQ(write(0, "4"), 0);
  EXPECT_EQ(write(1, "7\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"polling 4", "polling 47"}));
}

TEST(WritingPieces, MakeALoneNewlineSendNothing) {
  FakeMount mount;
  Writer enabled(mount, "enabled");
  EXPECT_EQ(enabled(0, "true"), 0);
  EXPECT_EQ(enabled(4, "\n"), 0);
  Writer label(mount, "label");
  EXPECT_EQ(label(0, "two"), 0);
  EXPECT_EQ(label(3, "\n"), 0);
  Writer stats(mount, "stats");
  EXPECT_EQ(stats(0, "{}"), 0);
  EXPECT_EQ(stats(2, "\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"enabled true", "label \"two\"", "stats {}"}));
}

TEST(WritingPieces, BehindANewlineAreAnotherNumber) {
  FakeMount mount;
  Writer write(mount, "polling");
  EXPECT_EQ(write(0, "1"), 0);
  EXPECT_EQ(write(1, "\n"), 0);
  EXPECT_EQ(write(2, "2\n"), 0);
  EXPECT_EQ(write(4, "3"), 0);
  EXPECT_EQ(write(5, "0\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"polling 1", "polling 2", "polling 3", "polling 30"}));
}

TEST(WritingPieces, BehindAnObjectsNewlineAreAnotherObject) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":1}\n"), 0);
  EXPECT_EQ(write(8, "{\"a\":\n"), 0);
  EXPECT_EQ(write(14, "2}\n"), 0);
  EXPECT_EQ(write(17, "\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {\"a\":1}", "stats {\"a\":2}"}));
}

TEST(WritingPieces, OfOneByteMakeAnyValue) {
  struct Row {
    std::string property;
    std::string text;
    std::string value;
  };
  const Row rows[] = {{"polling", "-5\n", "-5"},        {"polling", "0x10\n", "16"},
                      {"polling", " 14 \n", "14"},      {"polling", "+3", "3"},
                      {"enabled", "false\n", "false"},  {"enabled", "yes\n", "true"},
                      {"enabled", "off", "false"},      {"label", "a b\n", "\"a b\""},
                      {"room", "8M\n", "8388608"},      {"stats", "{\"a\": [2]}\n", "{\"a\":[2]}"},
                      {"ratio", "-1.5e+2\n", "-150.0"}, {"polling", "[1,2]\n", "[1,2]"}};
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "room", "size", 0);
  mount.monitor.set_property(FakeMount::device, "ratio", "ratio", 0.5);
  mount.tree.forget(qom::Path());
  for (const Row& row : rows) {
    Writer write(mount, row.property);
    EXPECT_EQ(write.byte_by_byte(row.text), 0) << row.text;
    EXPECT_EQ(write.close(), 0) << row.text;
    EXPECT_EQ(mount.present(row.property), row.value) << row.text;
  }
  EXPECT_TRUE(mount.log.empty());
}

TEST(WritingPieces, ThatNeverBecomeAValueAreRefusedAtOnce) {
  FakeMount mount;
  EXPECT_EQ(Writer(mount, "polling")(0, "four"), EINVAL);
  EXPECT_EQ(Writer(mount, "polling")(0, "-\n"), EINVAL);
  EXPECT_EQ(Writer(mount, "enabled")(0, "tr\n"), EINVAL);
  Writer write(mount, "polling");
  EXPECT_EQ(write(0, "4"), 0);
  EXPECT_EQ(write(1, "x"), EINVAL);
  EXPECT_EQ(write(1, "\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"polling 4"}));
}

TEST(WritingPieces, AreRefusedWhenTheWholeDoesNotFit) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "small", "uint8", 0);
  mount.tree.forget(qom::Path());
  Writer write(mount, "small");
  EXPECT_EQ(write(0, "25"), 0);
  EXPECT_EQ(write(2, "6"), ERANGE);
  EXPECT_EQ(write(2, "5\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"small 25", "small 255"}));
}

TEST(WritingPieces, WithAppendGoOnWhateverTheOffset) {
  FakeMount mount;
  Writer write(mount, "polling", O_WRONLY | O_APPEND);
  EXPECT_EQ(write(4096, "4"), 0);
  EXPECT_EQ(write(2, "7\n"), 0);
  EXPECT_EQ(write(3, "8\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"polling 4", "polling 47", "polling 8"}));
}

/// cat needs no FLUSH; whoever writes gets one.
TEST(WritingPieces, AreFlushedOnlyWhereSomebodyWrites) {
  FakeMount mount;
  std::uint64_t inode = mount.property("label");
  auto flags = [&](int access) {
    return mount.kernel.ask(support::request::open(inode, access)).as<fuse_open_out>().open_flags;
  };
  EXPECT_TRUE(flags(O_RDONLY) & FOPEN_NOFLUSH);
  EXPECT_FALSE(flags(O_WRONLY) & FOPEN_NOFLUSH);
  EXPECT_FALSE(flags(O_RDWR) & FOPEN_NOFLUSH);
}

TEST(WritingPieces, BehindANewlineAreAnotherValueOfAnEnumNobodyKnows) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "mode", "LaterEnum", "slow");
  mount.tree.forget(qom::Path());
  Writer write(mount, "mode");
  EXPECT_EQ(write(0, "fast\n"), 0);
  EXPECT_EQ(write(5, "slow\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"mode \"fast\"", "mode \"slow\""}));
}

TEST(WritingPieces, OfAStringInPiecesSendsTheWholeEachTime) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write(0, "a\n"), 0);
  EXPECT_EQ(write(2, "b\n"), 0);
  EXPECT_EQ(write(4, "c"), 0);
  EXPECT_EQ(sets(mount), (Calls{"label \"a\"", "label \"a\\nb\"", "label \"a\\nb\\nc\""}));
}

TEST(WritingPieces, OfAStringElsewhereIsInvalid) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write(5, "x"), EINVAL);
  EXPECT_EQ(write(0, "abc"), 0);
  EXPECT_EQ(write(1, "x"), EINVAL);
  EXPECT_EQ(write(4, "x"), EINVAL);
  EXPECT_EQ(write(0, "again"), 0);
  EXPECT_EQ(sets(mount), (Calls{"label \"abc\"", "label \"again\""}));
}

TEST(WritingPieces, WithAppendStartsAValueAndThenExtendsIt) {
  FakeMount mount;
  Writer write(mount, "label", O_WRONLY | O_APPEND);
  EXPECT_EQ(write(4096, "a"), 0);
  EXPECT_EQ(write(4, "b"), 0);
  EXPECT_EQ(sets(mount), (Calls{"label \"a\"", "label \"ab\""}));
}

TEST(WritingPieces, KeepsPiecesApartByHandle) {
  FakeMount mount;
  Writer first(mount, "label");
  Writer second(mount, "label");
  EXPECT_EQ(first(0, "abc"), 0);
  EXPECT_EQ(second(3, "x"), EINVAL);
  EXPECT_EQ(second(0, "xyz"), 0);
  EXPECT_EQ(first(3, "d"), 0);
  EXPECT_EQ(mount.present("label"), "\"abcd\"");
}

}  // namespace
