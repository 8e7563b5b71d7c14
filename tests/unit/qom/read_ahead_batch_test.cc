// Reading ahead on a QEMU that describes many objects in one command.

#include "unit/qom/read_ahead_play.h"

namespace qom {
namespace {

constexpr std::size_t batched_lead = 64;  // steps

class ReadAheadBatch : public ReadAheadPlay {
 protected:
  static constexpr std::size_t limit = 4;

  ReadAheadBatch() {
    monitor_.set_batch_limit(limit);
    monitor_.set_room(true);
  }
};

TEST_F(ReadAheadBatch, AsksForNoMoreThanTheLimitAtATime) {
  walk_into("/parts");
  walk_into("/parts/p0");
  EXPECT_GT(monitor_.count("describe"), 1u);
  for (const std::string& call : monitor_.calls())
    EXPECT_LE(static_cast<std::size_t>(std::count(call.begin(), call.end(), ' ')), limit) << call;
}

TEST_F(ReadAheadBatch, FindCostsFewCommandsAndEachObjectIsDescribedOnce) {
  walk_into("/parts");
  for (int i = 0; i < 20; ++i) walk_into(numbered("/parts/p", i));
  EXPECT_LE(monitor_.calls().size(), 20 / limit + 2);
  EXPECT_EQ(most_listings_of_one(), 1u);
}

TEST_F(ReadAheadBatch, OneBatchIsOnItsWayAtATime) {
  monitor_.hold("describe");
  visit(Step(path("/parts")));
  visit(Step(path("/parts/p0")));
  EXPECT_TRUE(rest());
  EXPECT_EQ(monitor_.count("describe"), 1u);
}

TEST_F(ReadAheadBatch, GoesNoFurtherThanItsLead) {
  monitor_.add_object("/many", "container");
  for (int i = 0; i < 200; ++i) monitor_.add_object(numbered("/many/m", i), "part");
  list("/many");
  visit(Step(path("/many")));
  visit(Step(path("/many/m0")));
  EXPECT_TRUE(rest());
  EXPECT_TRUE(tree_.has_listing(path(numbered("/many/m", batched_lead))));
  EXPECT_FALSE(tree_.has_listing(path(numbered("/many/m", batched_lead + 1))));
}

TEST_F(ReadAheadBatch, AWalkerThatReadsGetsItsValuesWithTheListings) {
  walk_into("/parts");
  for (int i = 0; i < 20; ++i) {
    Path part = path(numbered("/parts/p", i));
    walk_into(part.text());
    visit(Step(Kind::value, part, "v"));
    EXPECT_EQ(support::run(loop_, tree_.read(part, "v"))->text, std::to_string(i));
    EXPECT_TRUE(rest());
  }
  EXPECT_EQ(monitor_.count("get"), 0u);
  EXPECT_EQ(most_listings_of_one(), 1u);
}

TEST_F(ReadAheadBatch, OneObjectThatHasGoneDoesNotLoseTheRest) {
  list("/parts");
  monitor_.remove_object("/parts/p3");
  visit(Step(path("/parts")));
  visit(Step(path("/parts/p0")));
  EXPECT_TRUE(rest()) << "it asks for ever";
  for (int i : {1, 2, 4, 5, 6, 19}) EXPECT_TRUE(tree_.has_listing(path(numbered("/parts/p", i))));
}

}  // namespace
}  // namespace qom
