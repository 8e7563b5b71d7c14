#include "qom/walk.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace qom {
namespace {

using Steps = std::vector<std::string>;
using Properties = std::vector<Property>;

Path path(std::string_view text) { return Path::parse(text).value(); }

Step list(std::string_view object) { return Step(path(object)); }
Step read(std::string_view object, const std::string& property) {
  return Step(Kind::value, path(object), property);
}
Step follow(std::string_view object, const std::string& property) {
  return Step(Kind::link, path(object), property);
}

std::string text_of(const Step& step) {
  if (step.kind == Kind::child) return "list " + step.object.text();
  return (step.kind == Kind::link ? "follow " : "read ") + step.object.text() + ' ' + step.property;
}

Steps texts_of(const std::vector<Step>& steps) {
  Steps texts;
  for (const Step& step : steps) texts.push_back(text_of(step));
  return texts;
}

/// A small tree, all of it listed.
class WalkTest : public testing::Test {
 protected:
  WalkTest() {
    known("/", {{"type", "string"}, {"a", "child<x>"}, {"v", "int"}, {"b", "child<x>"}});
    known(
        "/a",
        {{"l", "link<x>"}, {"v", "int"}, {"a1", "child<x>"}, {"k", "link<x>"}, {"a2", "child<x>"}});
    known("/a/a1", {{"type", "string"}, {"v", "int"}});
    known("/a/a2", {{"type", "string"}});
    known("/b", {{"v", "int"}, {"w", "str"}, {"type", "string"}});
  }

  void known(std::string_view object, Properties properties) {
    listings_[path(object)] =
        std::make_shared<const Listing>(Listing{std::move(properties), Clock::now()});
  }
  void unknown(std::string_view object) { listings_.erase(path(object)); }

  Peek peek() const {
    return [this](const Path& object) {
      auto found = listings_.find(object);
      return found == listings_.end() ? nullptr : found->second;
    };
  }

  /// All steps that come after that one.
  Steps order_after(const Step& last, TreeOrder::Interest interest) const {
    TreeOrder order(peek(), last, interest);
    Steps steps;
    while (auto step = order.next()) steps.push_back(text_of(*step));
    return steps;
  }

  bool take(Walk& walk, const Step& step) const { return walk.take(step, peek()); }
  Steps ahead(const Walk& walk, std::size_t count) const {
    return texts_of(walk.ahead(count, peek()));
  }

  std::map<Path, ListingPtr> listings_;
};

using TreeOrderTest = WalkTest;
constexpr TreeOrder::Interest objects = {false, false};
constexpr TreeOrder::Interest values = {true, false};
constexpr TreeOrder::Interest everything = {true, true};

TEST_F(TreeOrderTest, NamesObjectsInTheOrderOfTheirListings) {
  EXPECT_EQ(order_after(list("/"), objects),
            (Steps{"list /a", "list /a/a1", "list /a/a2", "list /b"}));
}

TEST_F(TreeOrderTest, NamesValuesAndWhatIsBelowAChildBeforeTheNextProperty) {
  EXPECT_EQ(order_after(list("/"), values),
            (Steps{"list /a", "read /a v", "list /a/a1", "read /a/a1 v", "list /a/a2", "read / v",
                   "list /b", "read /b v", "read /b w"}));
}

TEST_F(TreeOrderTest, NamesLinksWhereTheyMatter) {
  EXPECT_EQ(order_after(list("/a"), everything),
            (Steps{"follow /a l", "read /a v", "list /a/a1", "read /a/a1 v", "follow /a k",
                   "list /a/a2", "read / v", "list /b", "read /b v", "read /b w"}));
}

TEST_F(TreeOrderTest, GoesOnBehindAnyStep) {
  EXPECT_EQ(order_after(read("/a/a1", "v"), values),
            (Steps{"list /a/a2", "read / v", "list /b", "read /b v", "read /b w"}));
  EXPECT_EQ(order_after(follow("/a", "k"), objects), (Steps{"list /a/a2", "list /b"}));
  EXPECT_EQ(order_after(read("/b", "v"), values), (Steps{"read /b w"}));
}

TEST_F(TreeOrderTest, EndsWithTheTree) {
  EXPECT_EQ(order_after(read("/b", "w"), everything), Steps());
  EXPECT_EQ(order_after(list("/b"), objects), Steps());
}

TEST_F(TreeOrderTest, NamesAnObjectThatIsNotListedAndBehindItOnlyObjects) {
  unknown("/a");
  EXPECT_EQ(order_after(list("/"), everything), (Steps{"list /a", "list /b"}));
}

TEST_F(TreeOrderTest, GoesOnBehindAnObjectThatIsNotListed) {
  unknown("/a/a1");
  EXPECT_EQ(order_after(list("/a/a1"), objects), (Steps{"list /a/a2", "list /b"}));
}

TEST_F(TreeOrderTest, EndsWhereNothingIsKnown) {
  EXPECT_EQ(order_after(list("/x/y"), everything), Steps());
  unknown("/");
  EXPECT_EQ(order_after(list("/b"), objects), Steps());
}

TEST_F(TreeOrderTest, GoesOnAboveAfterAPropertyThatIsNoLongerListed) {
  EXPECT_EQ(order_after(read("/a/a1", "gone"), values).front(), "list /a/a2");
}

TEST_F(TreeOrderTest, GivesUpAfterALongSearch) {
  Properties many;
  for (int i = 0; i < 100'000; ++i) many.emplace_back("v" + std::to_string(i), "int");
  many.emplace_back("late", "child<x>");
  known("/", many);
  EXPECT_EQ(order_after(list("/"), objects), Steps());
}

/// QEMU may be an enemy: an object that lists itself, for ever.
TEST_F(TreeOrderTest, EndsInATreeWithoutBottom) {
  auto itself = std::make_shared<const Listing>(Listing{{{"x", "child<x>"}}, Clock::now()});
  TreeOrder order([&](const Path&) { return itself; }, list("/"), objects);
  std::size_t steps = 0;
  while (order.next()) ASSERT_LE(++steps, Path::max_bytes);
  EXPECT_GT(steps, 10u);
}

TEST_F(TreeOrderTest, PassesByANameThatQemuCannotAddress) {
  known("/", {{"", "child<x>"}, {"a/b", "child<x>"}, {"b", "child<x>"}});
  EXPECT_EQ(order_after(list("/"), objects), (Steps{"list /b"}));
}

TEST_F(WalkTest, IsNoticedByItsSecondStep) {
  Walk walk(list("/"));
  EXPECT_FALSE(walk.noticed());
  EXPECT_TRUE(take(walk, list("/a")));
  EXPECT_TRUE(walk.noticed());
}

TEST_F(WalkTest, TakesTheStepsOfAllThatWalk) {
  const std::vector<std::vector<Step>> walkers = {
      {list("/"), list("/a"), list("/a/a1"), list("/a/a2"), list("/b")},  // find
      {list("/"), list("/b"), list("/a"), list("/a/a2"), list("/a/a1")},  // ls -R, sorted
      {list("/a"), read("/a", "v"), list("/a/a1"), read("/a/a1", "v"), read("/", "v")},  // grep -r
      {read("/b", "v"), read("/b", "w")},                                                // cat *
      {list("/a"), follow("/a", "k"), follow("/a", "l"), list("/a/a1"), list("/b")},     // ls -lR
  };
  for (const auto& steps : walkers) {
    Walk walk(steps.front());
    for (std::size_t i = 1; i < steps.size(); ++i)
      EXPECT_TRUE(take(walk, steps[i])) << text_of(steps[i - 1]) << ", " << text_of(steps[i]);
  }
}

TEST_F(WalkTest, DoesNotTakeAStepOfAnother) {
  known("/c", {{"v", "int"}, {"deep", "child<x>"}});
  known("/c/deep", {{"v", "int"}});
  struct Case {
    Step last;
    Step step;
  };
  const Case cases[] = {
      {list("/a"), list("/a")},                  // again
      {read("/b", "w"), read("/b", "v")},        // back
      {read("/a/a1", "v"), read("/a/a1", "v")},  // watch cat
      {list("/a"), list("/c/deep")},             // deep down elsewhere
      {list("/a"), read("/c", "v")},             // a value elsewhere
      {list("/a"), follow("/c", "v")},           // a link elsewhere
      {read("/a", "v"), follow("/a", "l")},      // a link in front
      {list("/x"), read("/b", "v")},             // from nowhere
  };
  for (const Case& each : cases) {
    Walk walk(each.last);
    EXPECT_FALSE(take(walk, each.step)) << text_of(each.last) << ", " << text_of(each.step);
    EXPECT_FALSE(walk.noticed());
  }
}

TEST_F(WalkTest, MaySkipAFewStepsButNotMany) {
  Properties many;
  for (int i = 0; i < 100; ++i) many.emplace_back("v" + std::to_string(i), "int");
  known("/b", many);
  Walk walk(read("/b", "v0"));
  EXPECT_TRUE(take(walk, read("/b", "v3")));
  EXPECT_FALSE(take(walk, read("/b", "v60")));
  EXPECT_TRUE(take(walk, read("/b", "v4"))) << "what it does not take leaves it where it was";
}

TEST_F(WalkTest, WithoutReadsListsAhead) {
  Walk walk(list("/"));
  take(walk, list("/a"));
  EXPECT_EQ(ahead(walk, 10), (Steps{"list /a/a1", "list /a/a2", "list /b"}));
}

TEST_F(WalkTest, ThatReadsReadsAhead) {
  Walk walk(list("/a"));
  take(walk, read("/a", "v"));
  EXPECT_EQ(ahead(walk, 4), (Steps{"list /a/a1", "read /a/a1 v", "list /a/a2", "read / v"}));
}

TEST_F(WalkTest, SeesNoFurtherThanItIsAsked) {
  Walk walk(list("/"));
  take(walk, list("/a"));
  EXPECT_EQ(ahead(walk, 2), (Steps{"list /a/a1", "list /a/a2"}));
  EXPECT_EQ(ahead(walk, 0), Steps());
}

TEST_F(WalkTest, ThatReadsOnlyLinksSeesAllLinksOfTheObject) {
  Walk walk(list("/a"));
  take(walk, follow("/a", "k"));
  EXPECT_EQ(ahead(walk, 1), (Steps{"follow /a l", "follow /a k"}));
}

TEST_F(WalkTest, ThatReadsNoMoreListsAheadAgain) {
  Properties children = {{"v", "int"}};
  for (int i = 0; i < 10; ++i) children.emplace_back("c" + std::to_string(i), "child<x>");
  known("/b", children);
  for (int i = 0; i < 10; ++i) known("/b/c" + std::to_string(i), {{"v", "int"}});
  Walk walk(list("/b"));
  take(walk, read("/b", "v"));
  EXPECT_EQ(ahead(walk, 2), (Steps{"list /b/c0", "read /b/c0 v"}));
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(take(walk, list("/b/c" + std::to_string(i))));
  EXPECT_EQ(ahead(walk, 2), (Steps{"list /b/c6", "list /b/c7"}));
}

}  // namespace
}  // namespace qom
