// What QEMU can make up is kept within bounds.

#include "fs/inode_table.h"

#include "unit/fs/listing_of.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using fs::Ino;
using fs::InodeTable;
using fs::Node;
using qom::Property;

const Property machine("machine", "child<q35-machine>");

TEST(InodeTable, ForgetsItsCountsWithItsNodes) {
  InodeTable table;
  std::size_t nothing = table.bytes();
  Node& node = table.child(table.root(), machine);
  table.update(node, listing_of({Property("type", "string")}));
  table.child(node, Property("type", "string"));
  EXPECT_GT(table.bytes(), nothing);
  table.detach(node);
  EXPECT_EQ(table.bytes(), nothing);
}

TEST(InodeTable, FilledByMadeUpNamesIsFullAndEmptyAgain) {
  InodeTable table;
  std::size_t nothing = table.bytes();
  std::string type(1 << 20, 'x');
  for (int i = 0; !table.full(); ++i) {
    ASSERT_LT(i, 1000);
    table.child(table.root(), Property("p" + std::to_string(i), type));
  }
  EXPECT_TRUE(table.crowded());
  EXPECT_TRUE(table.knows(table.root(), Property("p0", type)));
  EXPECT_FALSE(table.knows(table.root(), Property("new", "int")));
  table.shed();
  EXPECT_EQ(table.bytes(), nothing) << "the kernel knew none of them";
}

TEST(InodeTable, ShedsListingsAndKeepsWhatTheKernelKnows) {
  InodeTable table;
  Node& directory = table.child(table.root(), machine);
  directory.lookups = 1;
  Property type("type", "string");
  table.update(directory, listing_of({type}));
  Ino unknown = table.child(directory, type).ino;
  table.shed();
  EXPECT_FALSE(directory.names);
  EXPECT_FALSE(table.find(unknown));
  EXPECT_NE(table.child(directory, type).ino, unknown);
  EXPECT_EQ(&table.child(table.root(), machine), &directory);
}

}  // namespace
