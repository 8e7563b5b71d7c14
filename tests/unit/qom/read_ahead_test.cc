#include "unit/qom/read_ahead_play.h"

namespace qom {
namespace {

using ReadAheadTest = ReadAheadPlay;

TEST_F(ReadAheadTest, FetchesNothingForASingleStep) {
  monitor_.set_room(true);
  EXPECT_EQ(read("/machine", 0), "0");
  EXPECT_EQ(monitor_.calls().size(), 1u);
}

TEST_F(ReadAheadTest, FetchesNothingWithoutRoom) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(read("/machine", i), std::to_string(i));
  EXPECT_EQ(monitor_.calls().size(), 20u);
  for (int i = 0; i < 20; ++i) walk_into(numbered("/parts/p", i));
  EXPECT_EQ(monitor_.calls().size(), 40u);
}

TEST_F(ReadAheadTest, GoesAsFarAsItsLeadAndNoFurther) {
  monitor_.set_room(true);
  read("/machine", 0);
  read("/machine", 1);
  EXPECT_EQ(monitor_.calls().size(), 2 + lead);
  EXPECT_EQ(monitor_.calls().back(), numbered("get /machine v", 1 + lead));
  read("/machine", 2);
  EXPECT_EQ(monitor_.calls().size(), 3 + lead);
}

TEST_F(ReadAheadTest, GoesNoFurtherWhileQemuIsSlow) {
  monitor_.set_room(true);
  monitor_.hold("get");
  visit_value("/machine", 0);
  visit_value("/machine", 1);
  EXPECT_TRUE(rest());
  EXPECT_EQ(monitor_.calls().size(), 2u) << "QEMU works on one and has the next";
  monitor_.release();
  EXPECT_TRUE(rest());
  EXPECT_EQ(monitor_.calls().size(), lead);
}

TEST_F(ReadAheadTest, StopsAsSoonAsTheRoomIsWanted) {
  monitor_.set_room(true);
  read("/machine", 0);
  read("/machine", 1);
  monitor_.set_room(false);
  auto before = monitor_.calls().size();
  read("/machine", 2);
  read("/machine", 3);
  EXPECT_EQ(monitor_.calls().size(), before) << "read ahead already, and nothing more is";
}

TEST_F(ReadAheadTest, FetchesEachValueOnceAndForItsReader) {
  monitor_.set_room(true);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(read("/machine", i), std::to_string(i));
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(
        std::count(monitor_.calls().begin(), monitor_.calls().end(), numbered("get /machine v", i)),
        1)
        << i;
}

TEST_F(ReadAheadTest, AsksTheReadersOwnQuestionFirst) {
  monitor_.set_room(true);
  read("/machine", 0);
  read("/machine", 1);
  EXPECT_EQ(monitor_.calls()[1], "get /machine v1");
}

TEST_F(ReadAheadTest, FetchesListingsForAWalkerThatOnlyLists) {
  monitor_.set_room(true);
  walk_into("/parts");
  walk_into("/parts/p0");
  EXPECT_EQ(monitor_.count("get"), 0u);
  EXPECT_EQ(monitor_.count("list"), 1 + lead);
  for (int i = 1; i < 20; ++i) walk_into(numbered("/parts/p", i));
  EXPECT_EQ(monitor_.count("list"), 20u);
  EXPECT_EQ(most_listings_of_one(), 1u);
}

TEST_F(ReadAheadTest, FetchesAllLinksOfAnObjectWhoseLinksAreRead) {
  monitor_.add_object("/linked", "x");
  for (auto name : {"c", "a", "b"}) monitor_.set_property("/linked", name, "link<x>", "/machine");
  list("/linked");
  monitor_.forget_calls();
  monitor_.set_room(true);
  visit(Step(path("/linked")));
  visit(Step(Kind::link, path("/linked"), "a"));
  EXPECT_TRUE(rest());
  for (auto name : {"a", "b", "c"}) {
    EXPECT_EQ(monitor_.count(std::string("get /linked ") + name), 1u) << name;
    EXPECT_TRUE(tree_.has_link(path("/linked"), name)) << name;
  }
}

TEST_F(ReadAheadTest, TakesNoNoticeOfTypes) {
  monitor_.set_room(true);
  for (auto object : {"/machine", "/other", "/parts"})
    visit(Step(Kind::value, path(object), "type"));
  EXPECT_TRUE(rest());
  EXPECT_TRUE(monitor_.calls().empty());
}

/// Neither comes near the end of its object, behind which the one would meet the other.
TEST_F(ReadAheadTest, ServesTwoWalkersAtOnce) {
  monitor_.set_room(true);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(read("/machine", i), std::to_string(i));
    EXPECT_EQ(read("/other", i), std::to_string(100 + i));
  }
  for (auto object : {"/machine", "/other"}) {
    std::string read_of = "get " + std::string(object);
    EXPECT_EQ(monitor_.count(read_of), 10 + lead);
    for (int i = 0; i < 10; ++i)
      EXPECT_EQ(
          std::count(monitor_.calls().begin(), monitor_.calls().end(), read_of + numbered(" v", i)),
          1);
  }
}

}  // namespace
}  // namespace qom
