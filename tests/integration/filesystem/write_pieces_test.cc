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

TEST(WritingPieces, ThatAreNoValueYetSendNothing) {
  FakeMount mount;
  Writer polling(mount, "polling");
  EXPECT_EQ(polling(0, "0x"), 0);
  Writer enabled(mount, "enabled");
  EXPECT_EQ(enabled(0, "tr"), 0);
  EXPECT_TRUE(sets(mount).empty());
  EXPECT_EQ(polling(2, "1f\n"), 0);
  EXPECT_EQ(enabled(2, "ue\n"), 0);
  EXPECT_EQ(sets(mount), (Calls{"polling 31", "enabled true"}));
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

TEST(WritingPieces, OfAnIncompleteObjectFailAtClose) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write.flush(), 0);
  EXPECT_EQ(write(0, "{\"a\":\n"), 0);
  EXPECT_EQ(write.flush(), EINVAL);
  EXPECT_EQ(write.close(), EINVAL);
  EXPECT_TRUE(sets(mount).empty());
}

/// A shell's echo wrote a part, another program's descriptor is closed, and the rest comes.
TEST(WritingPieces, GoOnAfterACloseThatFailed) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":\n"), 0);
  EXPECT_EQ(write.flush(), EINVAL);
  EXPECT_EQ(write(6, "3}\n"), 0);
  EXPECT_EQ(write.close(), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {\"a\":3}"}));
  EXPECT_TRUE(mount.log.empty());
}

/// A child of a shell closes at its end what the shell has begun to write.
TEST(WritingPieces, FailAtTheCloseOfWhoeverWroteThem) {
  FakeMount mount;
  Writer write(mount, "stats");
  constexpr support::KernelCaller shell = {0xA1, 100}, child = {0xB2, 101};
  EXPECT_EQ(write.as(shell, 0, "{\"a\":"), 0);
  EXPECT_EQ(write.flush(child), 0);
  EXPECT_EQ(write.flush(shell), EINVAL);
  EXPECT_EQ(write.as(child, 5, "[9,"), 0);
  EXPECT_EQ(write.flush(shell), 0);
  EXPECT_EQ(write.flush(child), EINVAL);
  EXPECT_EQ(write.as(shell, 8, "8]}\n"), 0);
  EXPECT_EQ(write.flush(shell), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {\"a\":[9,8]}"}));
}

TEST(WritingPieces, LeftIncompleteAreLoggedWhoeverClosesLast) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write.as({0xA1, 100}, 0, "{"), 0);
  EXPECT_EQ(write.flush({0xA1, 100}), EINVAL);
  EXPECT_EQ(write.flush({0xB2, 101}), 0);
  mount.kernel.ask(support::request::release(write.inode, write.handle));
  EXPECT_EQ(mount.log.size(), 1u);
}

TEST(WritingPieces, OfAnIncompleteNumberFailAtClose) {
  FakeMount mount;
  Writer write(mount, "polling");
  EXPECT_EQ(write.byte_by_byte("0x"), 0);
  EXPECT_EQ(write.close(), EINVAL);
  EXPECT_EQ(sets(mount), (Calls{"polling 0"}));
  EXPECT_EQ(mount.log.size(), 1u);
}

TEST(WritingPieces, WhoseErrorWasToldCloseInPeace) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_EQ(write(5, "]}"), EINVAL);
  EXPECT_EQ(write.close(), 0);
}

TEST(WritingPieces, ThatWereRefusedAreNoValueToEndWithANewline) {
  FakeMount mount;
  Writer write(mount, "enabled");
  EXPECT_EQ(write(0, "tr"), 0);
  EXPECT_EQ(write(2, "x"), EINVAL);
  EXPECT_EQ(write(2, "\n"), EINVAL);
  EXPECT_TRUE(sets(mount).empty());
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

TEST(WritingPieces, OfAnObjectIsSentByTheWriteThatCompletesIt) {
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

TEST(WritingPieces, OfAnObjectAtOtherOffsetsIsInvalid) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(3, "{"), EINVAL);
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_EQ(write(9, "1}"), EINVAL);
  EXPECT_EQ(write(0, "{}"), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {}"}));
}

TEST(WritingPieces, OfAnObjectThatIsNeverCompletedIsLogged) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_TRUE(mount.log.empty());
  write.close();
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_NE(mount.log[0].find("/machine/peripheral/bal0/stats"), std::string::npos);
  EXPECT_TRUE(sets(mount).empty());
}

}  // namespace
