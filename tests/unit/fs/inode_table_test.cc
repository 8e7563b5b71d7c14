#include "fs/inode_table.h"

#include "unit/fs/listing_of.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace {

using fs::Ino;
using fs::InodeTable;
using fs::Node;
using qom::Property;

const Property machine("machine", "child<q35-machine>");
const Property peripheral("peripheral", "child<container>");
const Property device("bal0", "child<virtio-balloon-pci>");
const Property value("guest-stats-polling-interval", "int");

/// /machine/peripheral/bal0/guest-stats-polling-interval, with one lookup each.
class Branch : public ::testing::Test {
 protected:
  Branch() {
    add(table.root(), machine);
    add(node(0), peripheral);
    add(node(1), device);
    add(node(2), value);
  }

  void add(Node& parent, const Property& property) {
    Node& child = table.child(parent, property);
    ++child.lookups;
    inos_.push_back(child.ino);
  }

  Node& node(std::size_t depth) { return *table.find(inos_[depth]); }
  Ino ino(std::size_t depth) const { return inos_[depth]; }

  InodeTable table;

 private:
  std::vector<Ino> inos_;
};

TEST(InodeTable, BeginsWithTheRootAlone) {
  InodeTable table;
  EXPECT_EQ(table.size(), 1u);
  EXPECT_EQ(table.root().ino, 1u);
  EXPECT_EQ(table.root().parent, 1u);
  EXPECT_EQ(table.root().kind(), qom::Kind::child);
  EXPECT_TRUE(table.root().object->is_root());
}

TEST(InodeTable, KnowsNoNumberThatWasNeverGiven) {
  InodeTable table;
  EXPECT_FALSE(table.find(0));
  EXPECT_FALSE(table.find(2));
}

TEST(InodeTable, GivesThePropertyOfAnObjectOneNumber) {
  InodeTable table;
  Ino first = table.child(table.root(), machine).ino;
  EXPECT_NE(first, 1u);
  EXPECT_EQ(table.child(table.root(), machine).ino, first);
  EXPECT_EQ(table.size(), 2u);
}

TEST(InodeTable, GivesDifferentPropertiesDifferentNumbers) {
  InodeTable table;
  Ino object = table.child(table.root(), machine).ino;
  Ino type = table.child(table.root(), Property("type", "string")).ino;
  Ino inner = table.child(*table.find(object), Property("type", "string")).ino;
  EXPECT_EQ((std::set<Ino>{1, object, type, inner}).size(), 4u);
}

TEST_F(Branch, TellsWhereEachNodeIs) {
  EXPECT_EQ(node(0).holder.text(), "/");
  EXPECT_EQ(node(0).object->text(), "/machine");
  EXPECT_EQ(node(3).holder.text(), "/machine/peripheral/bal0");
  EXPECT_EQ(node(3).parent, ino(2));
  EXPECT_FALSE(node(3).object);
}

TEST(InodeTable, HasNoObjectForAChildThatQemuCannotAddress) {
  InodeTable table;
  EXPECT_FALSE(table.child(table.root(), Property("a/b", "child<chardev>")).object);
  EXPECT_FALSE(table.child(table.root(), Property("", "child<chardev>")).object);
  EXPECT_TRUE(table.child(table.root(), Property("..", "child<chardev>")).object);
}

TEST(InodeTable, KnowsThatTheTypeIsReadOnly) {
  InodeTable table;
  EXPECT_TRUE(table.child(table.root(), Property("type", "string")).read_only);
  EXPECT_FALSE(table.child(table.root(), Property("type2", "string")).read_only);
  Node& machine_node = table.child(table.root(), machine);
  EXPECT_FALSE(table.child(machine_node, Property("type", "link<x>")).read_only);
}

TEST(InodeTable, MakesAnotherNodeOfAnotherTypeUnderTheSameName) {
  InodeTable table;
  Node& before = table.child(table.root(), Property("x", "int"));
  ++before.lookups;
  Ino old = before.ino;
  Node& after = table.child(table.root(), Property("x", "child<x>"));
  EXPECT_NE(after.ino, old);
  EXPECT_EQ(after.kind(), qom::Kind::child);
  EXPECT_TRUE(table.find(old)->detached);
  EXPECT_EQ(table.child(table.root(), Property("x", "child<x>")).ino, after.ino);
}

TEST(InodeTable, NeverGivesANumberTwice) {
  InodeTable table;
  std::set<Ino> given;
  for (int round = 0; round < 100; ++round) {
    Node& node = table.child(table.root(), machine);
    EXPECT_TRUE(given.insert(node.ino).second);
    table.detach(node);
  }
  EXPECT_EQ(table.size(), 1u);
}

TEST(InodeTable, LosesADetachedNodeThatTheKernelDoesNotHold) {
  InodeTable table;
  Node& node = table.child(table.root(), machine);
  Ino ino = node.ino;
  table.detach(node);
  EXPECT_FALSE(table.find(ino));
  EXPECT_TRUE(table.root().children.empty());
}

TEST(InodeTable, KeepsADetachedNodeUntilTheKernelForgetsIt) {
  InodeTable table;
  Node& node = table.child(table.root(), machine);
  Ino ino = node.ino;
  node.lookups = 3;
  table.detach(node);
  EXPECT_TRUE(table.root().children.empty());
  table.forget(ino, 2);
  ASSERT_TRUE(table.find(ino));
  EXPECT_TRUE(table.find(ino)->detached);
  table.forget(ino, 1);
  EXPECT_FALSE(table.find(ino));
}

TEST(InodeTable, KeepsALiveNodesNumberThoughTheKernelForgetsIt) {
  InodeTable table;
  Node& node = table.child(table.root(), machine);
  node.lookups = 1;
  table.forget(node.ino, 1);
  EXPECT_EQ(table.child(table.root(), machine).ino, node.ino);
  EXPECT_EQ(node.lookups, 0u);
}

TEST(InodeTable, TakesMoreForgottenThanHeldAsAll) {
  InodeTable table;
  Node& node = table.child(table.root(), machine);
  node.lookups = 2;
  table.forget(node.ino, 1000);
  EXPECT_EQ(node.lookups, 0u);
  table.detach(node);
  EXPECT_EQ(table.size(), 1u);
}

TEST(InodeTable, IgnoresWhatWasNeverGivenWhenForgetting) {
  InodeTable table;
  table.forget(77, 5);
  table.forget(0, 5);
  EXPECT_EQ(table.size(), 1u);
}

TEST(InodeTable, NeverLosesTheRoot) {
  InodeTable table;
  table.forget(fuse::root_ino, 100);
  table.detach(table.root());
  ASSERT_TRUE(table.find(fuse::root_ino));
  EXPECT_FALSE(table.root().detached);
}

TEST_F(Branch, DetachesEverythingBelow) {
  table.detach(node(0));
  for (std::size_t depth = 0; depth < 4; ++depth) {
    ASSERT_TRUE(table.find(ino(depth)));
    EXPECT_TRUE(node(depth).detached) << depth;
    EXPECT_TRUE(node(depth).children.empty()) << depth;
  }
  for (std::size_t depth = 0; depth < 4; ++depth) table.forget(ino(depth), 1);
  EXPECT_EQ(table.size(), 1u);
}

TEST_F(Branch, LeavesWhatIsAboveAndBeside) {
  Ino beside = table.child(node(1), Property("net0", "child<virtio-net-pci>")).ino;
  table.detach(node(2));
  EXPECT_FALSE(node(1).detached);
  EXPECT_FALSE(table.find(beside)->detached);
  EXPECT_EQ(node(1).children.size(), 1u);
  EXPECT_TRUE(node(2).detached);
}

TEST_F(Branch, GivesAnObjectThatComesBackAnotherNumber) {
  Ino old = ino(2);
  table.detach(node(2));
  Ino back = table.child(node(1), device).ino;
  EXPECT_NE(back, old);
  EXPECT_FALSE(table.find(back)->detached);
  table.forget(old, 1);
  EXPECT_TRUE(table.find(back));
}

TEST_F(Branch, DetachesTwiceWithoutHarm) {
  table.detach(node(2));
  Ino back = table.child(node(1), device).ino;
  table.detach(node(2));
  EXPECT_EQ(table.child(node(1), device).ino, back);
}

TEST_F(Branch, LosesOnlyTheChildrenOfTheRoot) {
  table.detach(table.root());
  EXPECT_FALSE(table.root().detached);
  EXPECT_TRUE(table.root().children.empty());
  EXPECT_TRUE(node(0).detached);
}

TEST_F(Branch, DetachesWhatANewListingHasNoMore) {
  table.update(node(1), listing_of({Property("net0", "child<virtio-net-pci>")}));
  EXPECT_TRUE(node(2).detached);
  EXPECT_TRUE(node(3).detached);
  EXPECT_TRUE(node(1).names->find("net0"));
}

TEST_F(Branch, KeepsWhatANewListingStillHas) {
  table.update(node(1), listing_of({Property("net0", "child<virtio-net-pci>"), device}));
  EXPECT_FALSE(node(2).detached);
  EXPECT_FALSE(node(3).detached);
  EXPECT_EQ(table.child(node(1), device).ino, ino(2));
}

TEST_F(Branch, DetachesWhatHasAnotherTypeInANewListing) {
  table.update(node(1), listing_of({Property("bal0", "child<other>")}));
  EXPECT_TRUE(node(2).detached);
}

TEST(InodeTable, FindsEscapedNamesInANewListing) {
  InodeTable table;
  Property slashed("a/b", "child<chardev>");
  Ino ino = table.child(table.root(), slashed).ino;
  table.update(table.root(), listing_of({slashed}));
  EXPECT_EQ(table.child(table.root(), slashed).ino, ino);
}

TEST(InodeTable, LosesTheListingOfADetachedDirectory) {
  InodeTable table;
  Node& node = table.child(table.root(), machine);
  node.lookups = 1;
  table.update(node, listing_of({Property("type", "string")}));
  table.detach(node);
  EXPECT_FALSE(table.find(node.ino)->names);
}

TEST(InodeTable, KeepsReferencesGoodWhileItGrows) {
  InodeTable table;
  Node& first = table.child(table.root(), machine);
  for (int i = 0; i < 1000; ++i) table.child(first, Property("p" + std::to_string(i), "int"));
  EXPECT_EQ(&first, table.find(first.ino));
  EXPECT_EQ(first.children.size(), 1000u);
}

}  // namespace
