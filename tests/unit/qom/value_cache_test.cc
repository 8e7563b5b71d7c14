#include "qom/value_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace qom {
namespace {

using namespace std::chrono_literals;
using qmp::Json;

const Path machine = Path::parse("/machine").value();
const Path below = Path::parse("/machine/pci").value();
const Path beside = Path::parse("/machine2").value();

/// A cache that keeps values for an hour.
class ValueCacheTest : public testing::Test {
 protected:
  void put(const Path& object, const std::string& property, const std::string& text,
           std::chrono::nanoseconds age = 0s) {
    cache_.put(object, property, Reading{text, Clock::now() - age});
  }

  void put_description(const Path& object, std::chrono::nanoseconds age = 0s) {
    Description description;
    description.properties = {{"count", "int"}, {"name", "str"}, {"secret", "str"}};
    description.values = {{"count", 5}, {"name", "one"}};
    cache_.put(object, description, Clock::now() - age);
  }

  /// The text handed out, or "-".
  std::string take(const Path& object, const std::string& property) {
    auto reading = cache_.take(object, property);
    return reading ? reading->text : "-";
  }

  ValueCache cache_{1h};
};

TEST_F(ValueCacheTest, HandsAValueOutOnce) {
  put(machine, "count", "5");
  EXPECT_EQ(take(machine, "count"), "5");
  EXPECT_EQ(take(machine, "count"), "-");
}

TEST_F(ValueCacheTest, HandsOutNothingThatIsOld) {
  put(machine, "count", "5", 2h);
  EXPECT_FALSE(cache_.text(machine, "count"));
  EXPECT_EQ(take(machine, "count"), "-");
}

TEST_F(ValueCacheTest, TellsWhenTheValueWasAsked) {
  auto asked = Clock::now() - 5min;
  cache_.put(machine, "count", Reading{"5", asked});
  EXPECT_EQ(cache_.take(machine, "count")->asked, asked);
}

TEST_F(ValueCacheTest, TakesADescriptionAsTexts) {
  put_description(machine);
  EXPECT_EQ(take(machine, "count"), "5");
  EXPECT_EQ(take(machine, "name"), "one");
  EXPECT_EQ(take(machine, "secret"), "-");
}

TEST_F(ValueCacheTest, ADescriptionReplacesAllOlderValues) {
  put(machine, "secret", "old");
  put_description(machine);
  EXPECT_EQ(take(machine, "secret"), "-");
}

TEST_F(ValueCacheTest, ShowsATextWithoutHandingItOut) {
  put(machine, "name", "three");
  ASSERT_TRUE(cache_.text(machine, "name"));
  EXPECT_EQ(*cache_.text(machine, "name"), "three");
  EXPECT_EQ(take(machine, "name"), "three");
  EXPECT_FALSE(cache_.text(machine, "name"));
}

TEST_F(ValueCacheTest, KnowsAYoungDescription) {
  EXPECT_FALSE(cache_.described(machine));
  put(machine, "count", "5");
  EXPECT_FALSE(cache_.described(machine)) << "one value is no description";
  put_description(machine);
  EXPECT_TRUE(cache_.described(machine));
  EXPECT_FALSE(cache_.described(below));
  put_description(machine, 2h);
  EXPECT_FALSE(cache_.described(machine));
}

TEST_F(ValueCacheTest, WithoutLifetimeKeepsNothing) {
  ValueCache none(0s);
  none.put(machine, "count", Reading{"5", Clock::now()});
  Description description;
  description.values = {{"name", "one"}};
  none.put(machine, description, Clock::now());
  EXPECT_FALSE(none.take(machine, "count"));
  EXPECT_FALSE(none.take(machine, "name"));
  EXPECT_FALSE(none.described(machine));
}

TEST_F(ValueCacheTest, DropsWhatItIsTold) {
  struct Case {
    void (*drop)(ValueCache&);
    const char* left;
  };
  const Case cases[] = {
      {[](ValueCache& cache) { cache.drop_all(); }, "---"},
      {[](ValueCache& cache) { cache.drop_object(machine); }, "-bc"},
      {[](ValueCache& cache) { cache.drop_below(machine); }, "--c"},
      {[](ValueCache& cache) { cache.drop_below(Path()); }, "---"},
      {[](ValueCache& cache) { cache.drop_object(Path()); }, "abc"},
  };
  for (const Case& each : cases) {
    put(machine, "x", "a");
    put(below, "x", "b");
    put(beside, "x", "c");
    each.drop(cache_);
    EXPECT_EQ(take(machine, "x") + take(below, "x") + take(beside, "x"), each.left);
  }
}

TEST_F(ValueCacheTest, EachDropIsAnotherGeneration) {
  auto before = cache_.generation();
  put(machine, "count", "5");
  take(machine, "count");
  EXPECT_EQ(cache_.generation(), before) << "nothing was dropped";
  cache_.drop_all();
  auto first = cache_.generation();
  cache_.drop_object(machine);
  auto second = cache_.generation();
  cache_.drop_below(machine);
  EXPECT_TRUE(before != first && first != second && second != cache_.generation());
}

TEST_F(ValueCacheTest, StaysBoundedWhateverQemuSends) {
  std::string large(ValueCache::max_bytes / 4, 'x');
  for (int i = 0; i < 3; ++i) put(machine, "v" + std::to_string(i), large);
  EXPECT_TRUE(cache_.text(machine, "v0"));
  put(beside, "v", large);
  EXPECT_FALSE(cache_.text(machine, "v0")) << "all of it went to make room";
  EXPECT_TRUE(cache_.text(beside, "v"));
}

TEST(ValueCacheSweep, ThrowsAwayWhatNobodyCameFor) {
  ValueCache cache(1ms);
  for (const Path& object : {machine, below})
    cache.put(object, "secret", Reading{"s", Clock::now()});
  EXPECT_EQ(cache.objects(), 2u);
  std::this_thread::sleep_for(5ms);
  cache.put(beside, "count", Reading{"5", Clock::now()});
  EXPECT_EQ(cache.objects(), 1u);
}

}  // namespace
}  // namespace qom
