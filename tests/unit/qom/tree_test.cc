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
using Calls = std::vector<std::string>;

Path path(std::string_view text) { return Path::parse(text).value(); }

/// A tree that keeps listings for an hour, over a small machine.
class TreeTest : public testing::Test {
 protected:
  TreeTest() {
    monitor_.add_object("/machine", "pc");
    monitor_.add_object("/machine/pci", "bus");
    monitor_.add_object("/machine2", "pc");
    monitor_.set_property("/machine", "bus", "link<bus>", "/machine/pci");
    monitor_.set_property("/machine", "count", "int", 5);
  }

  ListingPtr list(std::string_view of) { return support::run(loop_, tree_.list(path(of))).value(); }
  ListingPtr list(std::string_view of, std::chrono::nanoseconds max_age) {
    return support::run(loop_, tree_.list(path(of), max_age)).value();
  }
  std::string link_target() {
    return support::run(loop_, tree_.link_target(path("/machine"), "bus")).value();
  }
  qmp::Result<> assign(const Property& property, const std::string& text) {
    return support::run(loop_, tree_.assign(path("/machine"), property, Shape::integer, text));
  }

  asio::io_context loop_;
  FakeMonitor monitor_;
  Tree tree_{monitor_, loop_.get_executor(), {1h, 1h}};
};

TEST_F(TreeTest, AListingIsWhatQemuSaid) {
  EXPECT_EQ(list("/")->properties,
            (std::vector<Property>{
                {"type", "string"}, {"machine", "child<pc>"}, {"machine2", "child<pc>"}}));
}

TEST_F(TreeTest, AListingIsKeptForTheTimeout) {
  auto first = list("/machine");
  EXPECT_EQ(list("/machine"), first);
  EXPECT_EQ(monitor_.count("list"), 1u);
}

TEST_F(TreeTest, CountsWhatItIsAskedAndWhatWasAtHand) {
  list("/machine");
  list("/machine");
  list("/machine", 0s);
  EXPECT_EQ(tree_.use().listings, 3u);
  EXPECT_EQ(tree_.use().listings_at_hand, 1u);
  const auto read = [&] { support::run(loop_, tree_.read(path("/machine"), "count")); };
  read();
  support::run(loop_, tree_.fetch_value(path("/machine"), "count"));
  read();
  read();
  EXPECT_EQ(tree_.use().values, 3u);
  EXPECT_EQ(tree_.use().values_at_hand, 1u);
}

TEST_F(TreeTest, WithoutTimeoutEveryListingIsAsked) {
  Tree tree(monitor_, loop_.get_executor(), {0s, 1h});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(support::run(loop_, tree.list(path("/machine"))));
  EXPECT_EQ(monitor_.count("list"), 3u);
}

TEST_F(TreeTest, ACallerMayAskForAFresherListing) {
  list("/machine");
  list("/machine", 0s);
  EXPECT_EQ(monitor_.count("list"), 2u);
  list("/machine", 1h);
  EXPECT_EQ(monitor_.count("list"), 2u);
}

TEST_F(TreeTest, AFresherListingReplacesTheKeptOne) {
  list("/machine");
  auto fresher = list("/machine", 0s);
  EXPECT_EQ(list("/machine"), fresher);
}

TEST_F(TreeTest, AListingOutlivesWhatReplacesIt) {
  auto before = list("/");
  monitor_.remove_object("/machine");
  EXPECT_EQ(list("/", 0s)->properties.size(), 2u);
  EXPECT_EQ(before->properties.size(), 3u);
}

TEST_F(TreeTest, AFailureIsNotKept) {
  monitor_.fail("list", support::refusal("Device '/machine' not found", "DeviceNotFound"), 1);
  auto failed = support::run(loop_, tree_.list(path("/machine")));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().class_name, "DeviceNotFound");
  EXPECT_EQ(list("/machine")->properties.size(), 4u);
}

TEST_F(TreeTest, AFailureToRefreshLeavesTheKeptListing) {
  auto kept = list("/machine");
  monitor_.fail("list", qmp::Error(Failure::timed_out, "no answer"), 1);
  EXPECT_FALSE(support::run(loop_, tree_.list(path("/machine"), 0s)));
  EXPECT_EQ(list("/machine"), kept);
}

TEST_F(TreeTest, KnowsHowLongAListingMayBeServed) {
  const Listing old = {{}, Clock::now() - 2h};
  EXPECT_EQ(tree_.remaining(old), 0ns);
  const Listing fresh = {{}, Clock::now()};
  EXPECT_GT(tree_.remaining(fresh), 0ns);
  EXPECT_LE(tree_.remaining(fresh), 1h);
}

TEST_F(TreeTest, ValuesAreNeverKept) {
  list("/machine");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(support::run(loop_, tree_.read(path("/machine"), "count"))->text, "5");
  EXPECT_EQ(monitor_.count("get /machine count"), 3u);
}

TEST_F(TreeTest, ForgettingDropsTheObjectAndWhatIsBelow) {
  for (auto of : {"/", "/machine", "/machine/pci", "/machine2"}) list(of);
  tree_.forget(path("/machine"));
  monitor_.forget_calls();
  for (auto of : {"/", "/machine", "/machine/pci", "/machine2"}) list(of);
  EXPECT_EQ(monitor_.calls(), (Calls{"list /machine", "list /machine/pci"}));
}

TEST_F(TreeTest, ForgettingTheRootDropsEverything) {
  for (auto of : {"/", "/machine", "/machine2"}) list(of);
  tree_.forget(Path());
  for (auto of : {"/", "/machine", "/machine2"}) list(of);
  EXPECT_EQ(monitor_.count("list"), 6u);
}

TEST_F(TreeTest, ALinkTargetIsKeptWithTheListing) {
  list("/machine");
  EXPECT_EQ(link_target(), "/machine/pci");
  EXPECT_EQ(link_target(), "/machine/pci");
  EXPECT_EQ(monitor_.count("get"), 1u);
  list("/machine", 0s);
  link_target();
  EXPECT_EQ(monitor_.count("get"), 2u) << "a new listing starts without targets";
  tree_.forget(path("/machine"));
  link_target();
  EXPECT_EQ(monitor_.count("get"), 3u);
}

TEST_F(TreeTest, ALinkTargetWithoutListingIsNotKept) {
  link_target();
  link_target();
  EXPECT_EQ(monitor_.count("get"), 2u);
}

TEST_F(TreeTest, AnUnsetLinkIsEmptyAndKeptToo) {
  monitor_.set_property("/machine", "bus", "link<bus>", "");
  list("/machine");
  EXPECT_EQ(link_target(), "");
  EXPECT_EQ(link_target(), "");
  EXPECT_EQ(monitor_.count("get"), 1u);
}

TEST_F(TreeTest, ALinkWhoseValueIsNoTextIsUnset) {
  for (auto json : {"5", "null", "[\"/machine\"]", "{}"}) {
    monitor_.set_property("/machine", "bus", "link<bus>", Json::parse(json));
    EXPECT_EQ(link_target(), "") << json;
  }
}

TEST_F(TreeTest, ALinkThatCannotBeReadSaysWhyAndIsNotKept) {
  list("/machine");
  monitor_.fail("get", support::refusal("Property 'pc.bus' is not readable"), 1);
  auto failed = support::run(loop_, tree_.link_target(path("/machine"), "bus"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().text, "Property 'pc.bus' is not readable");
  EXPECT_EQ(link_target(), "/machine/pci");
}

TEST_F(TreeTest, AssigningDropsTheObjectAlone) {
  for (auto of : {"/", "/machine", "/machine/pci"}) list(of);
  ASSERT_TRUE(assign({"count", "int"}, "7"));
  EXPECT_EQ(monitor_.value("/machine", "count"), 7);
  monitor_.forget_calls();
  for (auto of : {"/", "/machine", "/machine/pci"}) list(of);
  EXPECT_EQ(monitor_.calls(), Calls{"list /machine"});
}

TEST_F(TreeTest, AssigningDropsTheObjectEvenIfTheAnswerWasLost) {
  list("/machine");
  monitor_.fail("set", qmp::Error(Failure::lost, "gone"), 1);
  EXPECT_FALSE(assign({"count", "int"}, "7"));
  list("/machine");
  EXPECT_EQ(monitor_.count("list"), 2u);
}

}  // namespace
}  // namespace qom
