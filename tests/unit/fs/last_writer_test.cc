#include "fs/last_writer.h"

#include <gtest/gtest.h>

namespace {

using fs::LastWriter;
using fuse::Caller;

constexpr Caller shell = {0xA1, 100};
constexpr Caller its_child = {0xB2, 101};
constexpr Caller its_thread = {0xA1, 102};

LastWriter after(const Caller& caller) {
  LastWriter writer;
  writer.wrote(caller);
  return writer;
}

TEST(LastWriter, HearsAtEachOfItsCloses) {
  LastWriter writer = after(shell);
  EXPECT_TRUE(writer.tell_at_close(shell));
  EXPECT_TRUE(writer.tell_at_close(shell));
}

TEST(LastWriter, SparesOthersWhoHoldTheDescriptor) {
  LastWriter writer = after(shell);
  EXPECT_FALSE(writer.tell_at_close(its_child));
  EXPECT_TRUE(writer.tell_at_close(shell));
  EXPECT_FALSE(writer.tell_at_close(its_child));
}

TEST(LastWriter, IsWhoeverWroteLast) {
  LastWriter writer = after(shell);
  writer.wrote(its_child);
  EXPECT_FALSE(writer.tell_at_close(shell));
  EXPECT_TRUE(writer.tell_at_close(its_child));
}

TEST(LastWriter, HearsByAnotherThread) {
  LastWriter writer = after(shell);
  EXPECT_TRUE(writer.tell_at_close(its_thread));
  EXPECT_TRUE(writer.tell_at_close(shell));
}

/// The kernel gives the owner of a program that has ended to the next one.
TEST(LastWriter, IsNoLaterProgramWithTheSameOwner) {
  LastWriter writer = after(shell);
  EXPECT_TRUE(writer.tell_at_close(shell));
  EXPECT_FALSE(writer.tell_at_close(its_thread));
  writer.wrote(shell);
  EXPECT_TRUE(writer.tell_at_close(its_thread));
}

TEST(LastWriter, HearsOnceFromAForeignNamespace) {
  constexpr Caller foreign = {0xC3, 0};
  LastWriter writer = after(foreign);
  EXPECT_TRUE(writer.tell_at_close(foreign));
  EXPECT_FALSE(writer.tell_at_close(foreign));
}

TEST(LastWriter, IsAnyoneWhereTheKernelTellsNoOwner) {
  LastWriter writer = after({0, 100});
  EXPECT_TRUE(writer.tell_at_close(its_child));
  EXPECT_TRUE(writer.tell_at_close(shell));
}

}  // namespace
