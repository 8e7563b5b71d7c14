// When reading ahead ends: with the walker, and with what cannot be had.

#include "unit/qom/read_ahead_play.h"

namespace qom {
namespace {

using ReadAheadEnd = ReadAheadPlay;

TEST_F(ReadAheadEnd, EndsWithTheWalker) {
  monitor_.set_room(true);
  read("/machine", 0);
  read("/machine", 1);
  auto fetched = monitor_.calls().size();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rest());
  EXPECT_EQ(monitor_.calls().size(), fetched);
}

/// A walker that comes upon a value that QEMU refuses to read.
TEST_F(ReadAheadEnd, DoesNotAskAgainForWhatWasRefused) {
  monitor_.set_room(true);
  monitor_.fail("get /machine v3", support::refusal("Property 'pc.v3' is not readable"));
  visit_value("/machine", 0);
  visit_value("/machine", 1);
  EXPECT_TRUE(rest()) << "it asks for ever";
  EXPECT_LE(monitor_.count("get /machine v3"), 2u);
}

/// A few times at most: a batch that fails is asked for in halves.
TEST_F(ReadAheadEnd, DoesNotAskAgainForAnObjectThatHasGone) {
  for (std::size_t limit : {0u, 4u}) {
    monitor_.set_room(true);
    monitor_.set_batch_limit(limit);
    tree_.forget(path("/parts/p3"));
    monitor_.fail("list /parts/p3", support::refusal("gone", "DeviceNotFound"));
    monitor_.fail("describe /parts/p3", support::refusal("gone", "DeviceNotFound"));
    monitor_.forget_calls();
    visit(Step(path("/parts")));
    visit(Step(path("/parts/p0")));
    EXPECT_TRUE(rest()) << "it asks for ever, with batches of " << limit;
    EXPECT_LE(monitor_.count("list /parts/p3") + monitor_.count("describe /parts/p3"), 4u);
    monitor_.set_room(false);
    rest();
  }
}

/// `readahead_timeout=0` turns it off; what is fetched could not be kept.
TEST_F(ReadAheadEnd, FetchesNothingThatCouldNotBeKept) {
  Tree forgetful(monitor_, loop_.get_executor(), {1h, 0s});
  ReadAhead read_ahead(forgetful, monitor_, loop_.get_executor());
  support::run(loop_, forgetful.list(path("/machine"))).value();
  monitor_.forget_calls();
  monitor_.set_room(true);
  for (int i = 0; i < 3; ++i) {
    read_ahead.visited(Step(Kind::value, path("/machine"), numbered("v", i)));
    EXPECT_TRUE(rest()) << "it asks for ever";
  }
  EXPECT_TRUE(monitor_.calls().empty());
  monitor_.set_room(false);
  EXPECT_TRUE(rest());
}

TEST_F(ReadAheadEnd, FetchesNothingWithListingsThatCouldNotBeKept) {
  Tree forgetful(monitor_, loop_.get_executor(), {1h, 0s});
  ReadAhead read_ahead(forgetful, monitor_, loop_.get_executor());
  monitor_.set_room(true);
  monitor_.set_batch_limit(4);
  support::run(loop_, forgetful.list(path("/machine"))).value();
  for (int i = 0; i < 3; ++i) {
    read_ahead.visited(Step(Kind::value, path("/machine"), numbered("v", i)));
    EXPECT_TRUE(rest()) << "it asks for ever";
  }
  monitor_.set_room(false);
  EXPECT_TRUE(rest());
}

/// `timeout=0`
TEST_F(ReadAheadEnd, DoesNotListAgainWhatCouldNotBeKept) {
  Tree forgetful(monitor_, loop_.get_executor(), {0s, 1h});
  ReadAhead read_ahead(forgetful, monitor_, loop_.get_executor());
  support::run(loop_, forgetful.list(path("/parts"))).value();
  monitor_.forget_calls();
  monitor_.set_room(true);
  for (int i = 0; i < 3; ++i) {
    read_ahead.visited(Step(path(numbered("/parts/p", i))));
    EXPECT_TRUE(rest()) << "it asks for ever";
  }
  EXPECT_LE(monitor_.calls().size(), 3 * lead);
  monitor_.set_room(false);
  EXPECT_TRUE(rest());
}

}  // namespace
}  // namespace qom
