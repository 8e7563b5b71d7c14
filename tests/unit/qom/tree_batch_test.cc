// A tree over a QEMU that describes many objects at a time, with their values.

#include "qom/tree.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qom {
namespace {

using namespace std::chrono_literals;
using qmp::Failure;
using support::FakeMonitor;
using support::settle;
using Calls = std::vector<std::string>;

Path path(std::string_view text) { return Path::parse(text).value(); }

const Path machine = path("/machine");

/// A QEMU whose version promises qom-list-get, which it then does not know.
class PromisingMonitor : public FakeMonitor {
 public:
  asio::awaitable<qmp::Result<std::vector<Description>>> describe(
      std::vector<Path> paths) override {
    if (batch_limit() == 0 || !breaks_promise) co_return co_await FakeMonitor::describe(paths);
    set_batch_limit(0);
    co_return support::refusal("The command qom-list-get has not been found", "CommandNotFound");
  }

  bool breaks_promise = false;
};

class TreeBatch : public testing::Test {
 protected:
  TreeBatch() {
    monitor_.set_batch_limit(8);
    monitor_.add_object("/machine", "pc");
    monitor_.add_object("/machine/pci", "bus");
    monitor_.add_object("/machine2", "pc");
    monitor_.set_property("/machine", "bus", "link<bus>", "/machine/pci");
    monitor_.set_property("/machine", "count", "int", 5);
    monitor_.set_property("/machine2", "count", "int", 6);
  }

  qmp::Result<ListingPtr> list(const Path& of) { return support::run(loop_, tree_.list(of)); }
  std::string read(const Path& of, const std::string& property) {
    return support::run(loop_, tree_.read(of, property)).value().text;
  }
  void fetch(std::vector<Path> paths) {
    support::run(loop_, tree_.fetch_listings(std::move(paths)));
  }

  asio::io_context loop_;
  PromisingMonitor monitor_;
  Tree tree_{monitor_, loop_.get_executor(), {1h, 1h}};
};

TEST_F(TreeBatch, AListingBringsItsValuesEachForOneReader) {
  ASSERT_TRUE(list(machine));
  EXPECT_TRUE(tree_.text_at_hand(machine, "count"));
  EXPECT_EQ(read(machine, "count"), "5");
  EXPECT_EQ(monitor_.calls(), Calls{"describe /machine"});
  EXPECT_FALSE(tree_.text_at_hand(machine, "count"));
  monitor_.set_property("/machine", "count", "int", 7);
  EXPECT_EQ(read(machine, "count"), "7");
  EXPECT_EQ(monitor_.count("get /machine count"), 1u);
}

TEST_F(TreeBatch, AListingBringsItsLinks) {
  ASSERT_TRUE(list(machine));
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(support::run(loop_, tree_.link_target(machine, "bus")).value(), "/machine/pci");
  EXPECT_EQ(monitor_.count("get"), 0u);
}

TEST_F(TreeBatch, ValuesServeOnlyWhileTheyAreYoung) {
  for (auto lifetime : {std::chrono::nanoseconds(0), std::chrono::nanoseconds(1)}) {
    Tree tree(monitor_, loop_.get_executor(), {1h, lifetime});
    monitor_.forget_calls();
    ASSERT_TRUE(support::run(loop_, tree.list(machine)));
    EXPECT_FALSE(tree.text_at_hand(machine, "count"));
    EXPECT_FALSE(tree.described(machine));
    EXPECT_EQ(support::run(loop_, tree.read(machine, "count"))->text, "5");
    EXPECT_EQ(monitor_.calls(), (Calls{"describe /machine", "get /machine count"}));
  }
}

TEST_F(TreeBatch, ARefusalIsTheCallers) {
  auto gone = list(path("/gone"));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().class_name, "DeviceNotFound");
  EXPECT_EQ(monitor_.calls(), Calls{"describe /gone"});
}

TEST_F(TreeBatch, FetchesManyInOneCommand) {
  fetch({machine, path("/machine2"), path("/machine/pci")});
  EXPECT_EQ(monitor_.calls(), Calls{"describe /machine /machine2 /machine/pci"});
  for (auto of : {"/machine", "/machine2", "/machine/pci"}) {
    EXPECT_TRUE(tree_.has_listing(path(of))) << of;
    ASSERT_TRUE(list(path(of)));
  }
  EXPECT_EQ(read(machine, "count") + read(path("/machine2"), "count"), "56");
  EXPECT_EQ(monitor_.calls().size(), 1u);
}

TEST_F(TreeBatch, OneVanishedObjectDoesNotLoseTheRest) {
  for (std::size_t place = 0; place < 4; ++place) {
    tree_.forget(Path());
    monitor_.forget_calls();
    std::vector<Path> paths = {machine, path("/machine2"), path("/machine/pci")};
    paths.insert(paths.begin() + static_cast<std::ptrdiff_t>(place), path("/gone"));
    fetch(paths);
    for (auto of : {"/machine", "/machine2", "/machine/pci"})
      EXPECT_TRUE(tree_.has_listing(path(of))) << of << " with the gap at " << place;
    EXPECT_FALSE(tree_.has_listing(path("/gone")));
    EXPECT_LE(monitor_.count("describe"), 5u);
  }
}

/// As `inf` does, or a string of more than 10 MiB: the others need not go down with it.
TEST_F(TreeBatch, AValueThatBreaksTheAnswerHidesOnlyItself) {
  for (Failure failure : {Failure::malformed, Failure::too_large}) {
    monitor_.fail("describe /machine", qmp::Error(failure, "no sense"));
    auto listing = list(machine);
    ASSERT_TRUE(listing);
    EXPECT_EQ((*listing)->properties.size(), 4u);
    EXPECT_EQ(read(machine, "count"), "5");
    tree_.forget(Path());
    monitor_.stop_failing();
  }
}

TEST_F(TreeBatch, WhenQemuDoesNotAnswerNobodyAsksForTheParts) {
  monitor_.fail("describe", qmp::Error(Failure::timed_out, "no answer"));
  fetch({machine, path("/machine2"), path("/machine/pci")});
  EXPECT_EQ(monitor_.calls().size(), 1u);
  EXPECT_FALSE(tree_.has_listing(machine));
}

TEST_F(TreeBatch, AQemuThatCannotAfterAllIsAskedForTheListingAlone) {
  monitor_.breaks_promise = true;
  auto listing = list(machine);
  ASSERT_TRUE(listing);
  EXPECT_EQ((*listing)->properties.size(), 4u);
  EXPECT_EQ(monitor_.calls(), Calls{"list /machine"});
  EXPECT_EQ(read(machine, "count"), "5");
}

TEST_F(TreeBatch, AQemuThatCannotAfterAllIsAskedOneByOneAhead) {
  monitor_.breaks_promise = true;
  fetch({machine, path("/machine2"), path("/machine/pci")});
  EXPECT_EQ(monitor_.calls(), (Calls{"list /machine", "list /machine2", "list /machine/pci"}));
}

TEST_F(TreeBatch, WhatHasNoValueCannotBeReadAndIsNotAtHand) {
  class Secretive : public FakeMonitor {
   public:
    asio::awaitable<qmp::Result<std::vector<Description>>> describe(
        std::vector<Path> paths) override {
      auto descriptions = co_await FakeMonitor::describe(std::move(paths));
      std::erase_if(descriptions->front().values, [](auto& value) { return value.first == "key"; });
      co_return descriptions;
    }
  } monitor;
  monitor.set_batch_limit(8);
  monitor.set_property("/", "key", "str", "x");
  Tree tree(monitor, loop_.get_executor(), {1h, 1h});
  ASSERT_TRUE(support::run(loop_, tree.list(Path())));
  EXPECT_TRUE(tree.described(Path()));
  EXPECT_FALSE(tree.has_value(Path(), "key"));
  EXPECT_TRUE(support::run(loop_, tree.read(Path(), "key")));
  EXPECT_EQ(monitor.count("get / key"), 1u);
}

TEST_F(TreeBatch, WritingDropsAllValuesAndTheListing) {
  fetch({machine, path("/machine2")});
  Property count("count", "int");
  ASSERT_TRUE(support::run(loop_, tree_.assign(machine, count, Shape::integer, "9")));
  monitor_.forget_calls();
  EXPECT_EQ(read(machine, "count"), "9");
  EXPECT_EQ(read(path("/machine2"), "count"), "6") << "it may have been an alias";
  EXPECT_EQ(monitor_.count("get"), 2u);
  EXPECT_FALSE(tree_.has_listing(machine));
  EXPECT_TRUE(tree_.has_listing(path("/machine2")));
}

TEST_F(TreeBatch, DropsValuesOfOneObjectOrOfAllAndKeepsStructure) {
  fetch({machine, path("/machine2")});
  tree_.drop_values_of(machine);
  EXPECT_FALSE(tree_.has_value(machine, "count"));
  EXPECT_TRUE(tree_.has_value(path("/machine2"), "count"));
  tree_.drop_values();
  EXPECT_FALSE(tree_.has_value(path("/machine2"), "count"));
  EXPECT_TRUE(tree_.has_listing(machine) && tree_.has_listing(path("/machine2")));
  EXPECT_TRUE(tree_.has_link(machine, "bus"));
}

TEST_F(TreeBatch, DropsStructureAndKeepsValues) {
  fetch({machine, path("/machine2")});
  tree_.drop_structure();
  EXPECT_FALSE(tree_.has_listing(machine) || tree_.has_listing(path("/machine2")));
  EXPECT_FALSE(tree_.has_link(machine, "bus"));
  EXPECT_EQ(tree_.peek(machine), nullptr);
  EXPECT_TRUE(tree_.has_value(machine, "count"));
}

TEST_F(TreeBatch, ForgettingAnObjectTakesItsValuesAlong) {
  fetch({machine, path("/machine2")});
  tree_.forget(machine);
  EXPECT_FALSE(tree_.has_value(machine, "count"));
  EXPECT_TRUE(tree_.has_value(path("/machine2"), "count"));
}

}  // namespace
}  // namespace qom
