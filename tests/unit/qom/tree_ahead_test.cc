// What a tree does with fetches that are on their way: joining them, dropping what they bring.

#include "qom/tree.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace qom {
namespace {

using namespace std::chrono_literals;
using support::FakeMonitor;
using support::settle;
using support::Task;
using ReadTask = Task<qmp::Result<Reading>>;
using LinkTask = Task<qmp::Result<std::string>>;

const Path machine = Path::parse("/machine").value();

/// A tree over a monitor that holds its answers; the listing is known already.
class TreeAhead : public testing::Test {
 protected:
  TreeAhead() {
    monitor_.add_object("/machine", "pc");
    monitor_.set_property("/machine", "bus", "link<bus>", "/machine/pci");
    monitor_.set_property("/machine", "count", "int", 5);
    support::run(loop_, tree_.list(machine)).value();
    monitor_.hold();
  }

  void begin(asio::awaitable<void> fetching) {
    fetching_.emplace(loop_, std::move(fetching));
    settle(loop_);
  }

  void release() {
    monitor_.release();
    settle(loop_);
    if (fetching_ && fetching_->done()) fetching_->get();
  }

  std::string read_now() { return support::run(loop_, tree_.read(machine, "count"))->text; }

  asio::io_context loop_;
  FakeMonitor monitor_;
  Tree tree_{monitor_, loop_.get_executor(), {1h, 1h}};
  std::optional<Task<void>> fetching_;
};

TEST_F(TreeAhead, AFetchedValueIsForOneReader) {
  begin(tree_.fetch_value(machine, "count"));
  EXPECT_TRUE(tree_.has_value(machine, "count")) << "on its way";
  EXPECT_FALSE(tree_.text_at_hand(machine, "count"));
  release();
  EXPECT_TRUE(tree_.has_value(machine, "count"));
  EXPECT_TRUE(tree_.text_at_hand(machine, "count"));
  EXPECT_EQ(read_now(), "5");
  EXPECT_FALSE(tree_.has_value(machine, "count"));
  EXPECT_EQ(monitor_.count("get"), 1u);
  read_now();
  EXPECT_EQ(monitor_.count("get"), 2u);
}

TEST_F(TreeAhead, AReaderJoinsAFetchOnItsWay) {
  begin(tree_.fetch_value(machine, "count"));
  ReadTask reader(loop_, tree_.read(machine, "count"));
  settle(loop_);
  EXPECT_EQ(monitor_.count("get"), 1u);
  release();
  EXPECT_EQ(reader.get()->text, "5");
  EXPECT_EQ(monitor_.count("get"), 1u);
}

/// Asking again would make the reader wait for a second deadline.
TEST_F(TreeAhead, AReaderWhoJoinsAFetchThatMissesTheDeadlineDoesNotAskAgain) {
  begin(tree_.fetch_value(machine, "count"));
  ReadTask reader(loop_, tree_.read(machine, "count"));
  settle(loop_);
  monitor_.fail("get", qmp::Error(qmp::Failure::timed_out, "no answer"));
  release();
  ASSERT_FALSE(reader.get());
  EXPECT_EQ(monitor_.count("get"), 1u);
}

TEST_F(TreeAhead, AReaderWhoJoinsAFetchThatIsRefusedAsksItself) {
  begin(tree_.fetch_value(machine, "count"));
  ReadTask reader(loop_, tree_.read(machine, "count"));
  settle(loop_);
  monitor_.fail("get", support::refusal("not now"), 1);
  release();
  EXPECT_EQ(reader.get()->text, "5");
  EXPECT_EQ(monitor_.count("get"), 2u);
}

TEST_F(TreeAhead, AListerWhoJoinsABatchThatMissesTheDeadlineDoesNotAskAgain) {
  monitor_.release();
  monitor_.set_batch_limit(8);
  tree_.forget(Path());
  monitor_.forget_calls();
  monitor_.hold();
  begin(tree_.fetch_listings({machine, Path()}));
  Task<qmp::Result<ListingPtr>> lister(loop_, tree_.list(machine));
  settle(loop_);
  monitor_.fail("describe", qmp::Error(qmp::Failure::timed_out, "no answer"));
  release();
  ASSERT_FALSE(lister.get());
  EXPECT_EQ(monitor_.calls().size(), 1u);
}

TEST_F(TreeAhead, OfTwoWhoJoinOneAsksItself) {
  begin(tree_.fetch_value(machine, "count"));
  ReadTask first(loop_, tree_.read(machine, "count"));
  ReadTask second(loop_, tree_.read(machine, "count"));
  settle(loop_);
  release();
  EXPECT_EQ(first.get()->text, "5");
  EXPECT_EQ(second.get()->text, "5");
  EXPECT_EQ(monitor_.count("get"), 2u);
}

TEST_F(TreeAhead, AReaderWhoseFetchIsCancelledAsksItself) {
  begin(tree_.fetch_value(machine, "count"));
  ReadTask reader(loop_, tree_.read(machine, "count"));
  settle(loop_);
  fetching_->cancel();
  settle(loop_);
  EXPECT_ANY_THROW(fetching_->get());
  monitor_.release();
  EXPECT_EQ(reader.get()->text, "5");
  EXPECT_EQ(monitor_.count("get"), 2u);
}

TEST_F(TreeAhead, AReaderWhoJoinedGetsNothingFromBeforeADrop) {
  for (auto drop :
       {+[](Tree& tree) { tree.drop_values(); }, +[](Tree& tree) { tree.drop_values_of(machine); },
        +[](Tree& tree) { tree.forget(machine); }}) {
    monitor_.hold();
    monitor_.forget_calls();
    begin(tree_.fetch_value(machine, "count"));
    ReadTask reader(loop_, tree_.read(machine, "count"));
    settle(loop_);
    drop(tree_);
    release();
    EXPECT_EQ(reader.get()->text, "5");
    EXPECT_EQ(monitor_.count("get"), 2u);
    fetching_.reset();
  }
}

TEST_F(TreeAhead, AWriteDropsAValueOnItsWay) {
  monitor_.hold("get");
  begin(tree_.fetch_value(machine, "count"));
  Property count("count", "int");
  ASSERT_TRUE(support::run(loop_, tree_.assign(machine, count, Shape::integer, "7")));
  release();
  EXPECT_FALSE(tree_.has_value(machine, "count"));
  EXPECT_EQ(read_now(), "7");
  EXPECT_EQ(monitor_.count("get"), 2u);
}

TEST_F(TreeAhead, DroppingValuesSparesAListingOnItsWayButNotItsValues) {
  monitor_.set_batch_limit(8);
  tree_.forget(machine);
  begin(tree_.fetch_listings({machine}));
  EXPECT_TRUE(tree_.has_listing(machine)) << "on its way";
  tree_.drop_values();
  release();
  EXPECT_TRUE(tree_.has_listing(machine));
  EXPECT_FALSE(tree_.has_value(machine, "count"));
}

TEST_F(TreeAhead, ADroppedListingOnItsWayIsNotKept) {
  monitor_.set_batch_limit(8);
  for (auto drop :
       {+[](Tree& tree) { tree.drop_structure(); }, +[](Tree& tree) { tree.forget(machine); }}) {
    monitor_.hold();
    tree_.forget(machine);
    begin(tree_.fetch_listings({machine}));
    drop(tree_);
    EXPECT_FALSE(tree_.has_listing(machine));
    release();
    EXPECT_FALSE(tree_.has_listing(machine));
    EXPECT_FALSE(tree_.has_value(machine, "count"));
    fetching_.reset();
  }
}

TEST_F(TreeAhead, AListerJoinsABatchOnItsWay) {
  monitor_.set_batch_limit(8);
  tree_.forget(machine);
  begin(tree_.fetch_listings({machine, Path()}));
  Task<qmp::Result<ListingPtr>> lister(loop_, tree_.list(machine));
  settle(loop_);
  release();
  EXPECT_TRUE(lister.get());
  EXPECT_EQ(monitor_.count("describe"), 1u);
}

TEST_F(TreeAhead, AListerWhoJoinedABatchThatIsRefusedGetsItsListing) {
  monitor_.set_batch_limit(8);
  tree_.forget(machine);
  begin(tree_.fetch_listings({machine, Path()}));
  Task<qmp::Result<ListingPtr>> lister(loop_, tree_.list(machine));
  settle(loop_);
  monitor_.fail("describe", support::refusal("one of them"), 1);
  release();
  EXPECT_TRUE(lister.get());
}

TEST_F(TreeAhead, ALinkIsFetchedOnceForAll) {
  begin(tree_.fetch_link(machine, "bus"));
  EXPECT_TRUE(tree_.has_link(machine, "bus")) << "on its way";
  LinkTask first(loop_, tree_.link_target(machine, "bus"));
  LinkTask second(loop_, tree_.link_target(machine, "bus"));
  settle(loop_);
  release();
  EXPECT_EQ(first.get().value(), "/machine/pci");
  EXPECT_EQ(second.get().value(), "/machine/pci");
  EXPECT_EQ(monitor_.count("get"), 1u);
}

TEST_F(TreeAhead, ADroppedLinkOnItsWayIsNotKept) {
  begin(tree_.fetch_link(machine, "bus"));
  tree_.drop_structure();
  EXPECT_FALSE(tree_.has_link(machine, "bus"));
  release();
  support::run(loop_, tree_.list(machine)).value();
  EXPECT_FALSE(tree_.has_link(machine, "bus"));
}

}  // namespace
}  // namespace qom
