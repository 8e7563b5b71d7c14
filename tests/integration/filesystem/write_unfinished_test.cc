// Pieces that are no value yet: they wait for the rest of it, and fail at close(2) if none comes.

#include "integration/filesystem/fake_mount.h"
#include "integration/filesystem/writer.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using Calls = std::vector<std::string>;
using support::FakeMount;
using support::sets;
using support::Writer;

TEST(UnfinishedPieces, ThatAreNoValueYetSendNothing) {
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

TEST(UnfinishedPieces, OfAnIncompleteObjectFailAtClose) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write.flush(), 0);
  EXPECT_EQ(write(0, "{\"a\":\n"), 0);
  EXPECT_EQ(write.flush(), EINVAL);
  EXPECT_EQ(write.close(), EINVAL);
  EXPECT_TRUE(sets(mount).empty());
}

/// A shell's echo wrote a part, another program's descriptor is closed, and the rest comes.
TEST(UnfinishedPieces, GoOnAfterACloseThatFailed) {
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
TEST(UnfinishedPieces, FailAtTheCloseOfWhoeverWroteThem) {
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

TEST(UnfinishedPieces, LeftIncompleteAreLoggedWhoeverClosesLast) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write.as({0xA1, 100}, 0, "{"), 0);
  EXPECT_EQ(write.flush({0xA1, 100}), EINVAL);
  EXPECT_EQ(write.flush({0xB2, 101}), 0);
  mount.kernel.ask(support::request::release(write.inode, write.handle));
  EXPECT_EQ(mount.log.size(), 1u);
}

TEST(UnfinishedPieces, OfAnIncompleteNumberFailAtClose) {
  FakeMount mount;
  Writer write(mount, "polling");
  EXPECT_EQ(write.byte_by_byte("0x"), 0);
  EXPECT_EQ(write.close(), EINVAL);
  EXPECT_EQ(sets(mount), (Calls{"polling 0"}));
  EXPECT_EQ(mount.log.size(), 1u);
}

TEST(UnfinishedPieces, WhoseErrorWasToldCloseInPeace) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_EQ(write(5, "]}"), EINVAL);
  EXPECT_EQ(write.close(), 0);
}

TEST(UnfinishedPieces, ThatWereRefusedAreNoValueToEndWithANewline) {
  FakeMount mount;
  Writer write(mount, "enabled");
  EXPECT_EQ(write(0, "tr"), 0);
  EXPECT_EQ(write(2, "x"), EINVAL);
  EXPECT_EQ(write(2, "\n"), EINVAL);
  EXPECT_TRUE(sets(mount).empty());
}

/// As `dd bs=1` writes it.
TEST(UnfinishedPieces, OfACharacterAreSentWhenItIsWhole) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write.byte_by_byte("caf\u00e9\n"), 0);
  EXPECT_EQ(write.close(), 0);
  EXPECT_EQ(sets(mount),
            (Calls{"label \"c\"", "label \"ca\"", "label \"caf\"", "label \"caf\u00e9\""}));
}

TEST(UnfinishedPieces, OfACharacterThatIsNeverWholeFailAtClose) {
  FakeMount mount;
  Writer write(mount, "label");
  EXPECT_EQ(write(0, "caf\xC3"), 0);
  EXPECT_EQ(write.close(), EINVAL);
  EXPECT_EQ(Writer(mount, "label")(0, "caf\xC3\n"), EINVAL);
  EXPECT_EQ(Writer(mount, "label")(0, "caf\xFF"), EINVAL);
  EXPECT_TRUE(sets(mount).empty());
}

TEST(UnfinishedPieces, OfAnEnumAreSentWhenTheyAreAValue) {
  FakeMount mount;
  mount.monitor.set_property(FakeMount::device, "acpi", "OnOffAuto", "auto");
  mount.tree.forget(qom::Path());
  Writer write(mount, "acpi");
  EXPECT_EQ(write.byte_by_byte("off\n"), 0);
  EXPECT_EQ(write(4, "on\n"), 0);
  EXPECT_EQ(write.close(), 0);
  EXPECT_EQ(sets(mount), (Calls{"acpi \"off\"", "acpi \"on\""}));
  Writer begun(mount, "acpi");
  EXPECT_EQ(begun(0, "au"), 0);
  EXPECT_EQ(begun.close(), EINVAL);
}

TEST(UnfinishedPieces, OfAnObjectIsSentByTheWriteThatCompletesIt) {
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

TEST(UnfinishedPieces, OfAnObjectAtOtherOffsetsIsInvalid) {
  FakeMount mount;
  Writer write(mount, "stats");
  EXPECT_EQ(write(3, "{"), EINVAL);
  EXPECT_EQ(write(0, "{\"a\":"), 0);
  EXPECT_EQ(write(9, "1}"), EINVAL);
  EXPECT_EQ(write(0, "{}"), 0);
  EXPECT_EQ(sets(mount), (Calls{"stats {}"}));
}

TEST(UnfinishedPieces, OfAnObjectThatIsNeverCompletedIsLogged) {
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
