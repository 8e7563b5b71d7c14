#include "fs/open_files.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using fs::HandleTable;

TEST(HandleTable, FindsWhatIsOpen) {
  HandleTable<std::string> table;
  auto first = table.add("first");
  auto second = table.add("second");
  ASSERT_TRUE(table.find(first));
  EXPECT_EQ(*table.find(first), "first");
  EXPECT_EQ(*table.find(second), "second");
}

TEST(HandleTable, FindsNothingThatWasClosedOrNeverOpened) {
  HandleTable<std::string> table;
  auto handle = table.add("x");
  table.remove(handle);
  EXPECT_FALSE(table.find(handle));
  EXPECT_FALSE(table.find(0));
  EXPECT_FALSE(table.find(handle + 1));
  table.remove(handle);
}

TEST(HandleTable, NeverGivesAHandleTwice) {
  HandleTable<int> table;
  std::set<fuse::Handle> given;
  for (int i = 0; i < 100; ++i) {
    auto handle = table.add(i);
    EXPECT_TRUE(given.insert(handle).second);
    table.remove(handle);
  }
}

TEST(HandleTable, LetsWhatIsOpenBeChanged) {
  HandleTable<std::string> table;
  auto handle = table.add("before");
  *table.find(handle) = "after";
  table.add("another");
  EXPECT_EQ(*table.find(handle), "after");
}

}  // namespace
