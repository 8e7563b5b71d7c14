#include "qom/structure_cache.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace qom {
namespace {

using namespace std::chrono_literals;

const Path machine = Path::parse("/machine").value();
const Path below = Path::parse("/machine/pci").value();
const Path beside = Path::parse("/machine2").value();

ListingPtr listing_of_age(std::chrono::nanoseconds age) {
  return std::make_shared<const Listing>(Listing{{{"bus", "link<b>"}}, Clock::now() - age});
}

class StructureCacheTest : public testing::Test {
 protected:
  std::string link(std::chrono::nanoseconds max_age = 1h) {
    return cache_.find_link(machine, "bus", max_age).value_or("-");
  }

  StructureCache cache_;
};

TEST_F(StructureCacheTest, FindsAListingThatIsYoungEnough) {
  auto listing = listing_of_age(1min);
  cache_.put(machine, listing);
  EXPECT_EQ(cache_.find(machine, 1h), listing);
  EXPECT_EQ(cache_.find(machine, 1s), nullptr);
  EXPECT_EQ(cache_.find(machine, 0s), nullptr);
  EXPECT_EQ(cache_.find(below, 1h), nullptr);
}

TEST_F(StructureCacheTest, PeeksAtAListingOfAnyAge) {
  auto listing = listing_of_age(48h);
  EXPECT_EQ(cache_.peek(machine), nullptr);
  cache_.put(machine, listing);
  EXPECT_EQ(cache_.peek(machine), listing);
}

TEST_F(StructureCacheTest, ALinkLivesAsLongAsTheListing) {
  cache_.put(machine, listing_of_age(1min));
  cache_.put_link(machine, "bus", "/machine/pci", Clock::now());
  EXPECT_EQ(link(), "/machine/pci");
  EXPECT_EQ(link(1s), "-");
  cache_.put(machine, listing_of_age(0s));
  EXPECT_EQ(link(), "-") << "a new listing starts without targets";
}

TEST_F(StructureCacheTest, ALinkIsNotKeptWithoutAListing) {
  cache_.put_link(machine, "bus", "/machine/pci", Clock::now());
  cache_.put(machine, listing_of_age(0s));
  EXPECT_EQ(link(), "-");
}

TEST_F(StructureCacheTest, ALinkThatWasAskedBeforeTheListingIsNotKept) {
  auto listing = listing_of_age(1min);
  cache_.put(machine, listing);
  cache_.put_link(machine, "bus", "/old", listing->asked - 1ns);
  EXPECT_EQ(link(), "-");
  cache_.put_link(machine, "bus", "/along", listing->asked);
  EXPECT_EQ(link(), "/along");
}

TEST_F(StructureCacheTest, AnUnsetLinkIsKeptToo) {
  cache_.put(machine, listing_of_age(0s));
  cache_.put_link(machine, "bus", "", Clock::now());
  EXPECT_EQ(link(), "");
}

TEST_F(StructureCacheTest, DropsWhatItIsTold) {
  struct Case {
    void (*drop)(StructureCache&);
    const char* left;
  };
  const Case cases[] = {
      {[](StructureCache& cache) { cache.drop_all(); }, "---"},
      {[](StructureCache& cache) { cache.drop(machine); }, "-++"},
      {[](StructureCache& cache) { cache.drop_below(machine); }, "--+"},
      {[](StructureCache& cache) { cache.drop_below(Path()); }, "---"},
  };
  for (const Case& each : cases) {
    std::string left;
    for (const Path& object : {machine, below, beside}) cache_.put(object, listing_of_age(0s));
    each.drop(cache_);
    for (const Path& object : {machine, below, beside}) left += cache_.peek(object) ? '+' : '-';
    EXPECT_EQ(left, each.left);
  }
}

TEST_F(StructureCacheTest, StaysBoundedWhateverQemuLists) {
  std::string name(StructureCache::max_bytes / 4, 'x');
  auto large = std::make_shared<const Listing>(Listing{{{name, "int"}}, Clock::now()});
  for (auto path : {"/a", "/b", "/c"}) cache_.put(Path::parse(path).value(), large);
  EXPECT_TRUE(cache_.peek(Path::parse("/a").value()));
  cache_.put(machine, large);
  EXPECT_FALSE(cache_.peek(Path::parse("/a").value())) << "all of it went to make room";
  EXPECT_TRUE(cache_.peek(machine));
  EXPECT_LE(cache_.bytes(), StructureCache::max_bytes);
}

TEST_F(StructureCacheTest, CountsWhatItKeeps) {
  cache_.put(machine, listing_of_age(0s));
  std::size_t one = cache_.bytes();
  cache_.put(machine, listing_of_age(0s));
  EXPECT_EQ(cache_.bytes(), one) << "instead of the other";
  cache_.put_link(machine, "bus", "/machine/pci", Clock::now());
  EXPECT_GT(cache_.bytes(), one);
  cache_.put(below, listing_of_age(0s));
  cache_.drop_below(machine);
  EXPECT_EQ(cache_.bytes(), 0u);
}

TEST_F(StructureCacheTest, ATargetThatIsTooLongForAPathIsNotKept) {
  cache_.put(machine, listing_of_age(0s));
  cache_.put_link(machine, "bus", std::string(Path::max_bytes + 1, '/'), Clock::now());
  EXPECT_EQ(link(), "-");
}

}  // namespace
}  // namespace qom
