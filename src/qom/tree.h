#pragma once

#include "qom/assign.h"
#include "qom/listing.h"
#include "qom/monitor.h"
#include "qom/path.h"
#include "qom/shared_loads.h"
#include "qom/structure_cache.h"
#include "qom/value_cache.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace qom {

/// How long what is cached may serve.
struct Lifetimes {
  std::chrono::nanoseconds structure = std::chrono::seconds(1);  ///< listings and link targets
  std::chrono::nanoseconds value =
      std::chrono::milliseconds(250);  ///< a value that was fetched ahead, until read
};

/// How often a Tree was asked, and how often the answer was at hand.
struct Use {
  std::uint64_t listings = 0;
  std::uint64_t listings_at_hand = 0;
  std::uint64_t values = 0;
  std::uint64_t values_at_hand = 0;  ///< fetched ahead
};

/// The running machine's objects: structure cached, values never but for those fetched ahead, each
/// for one reader. Many callers who want the same answer share one command. Used by fs::Filesystem
/// and qom::ReadAhead on the loop thread. Failures are those of the monitor.
class Tree {
 public:
  Tree(Monitor& monitor, asio::any_io_executor executor, Lifetimes lifetimes);

  /// The object's properties, cached or asked for.
  asio::awaitable<qmp::Result<ListingPtr>> list(Path path);

  /// The object's properties, at most `max_age` old or as of a command that is on its way right
  /// now.
  asio::awaitable<qmp::Result<ListingPtr>> list(Path path, std::chrono::nanoseconds max_age);

  /// Where a link<> points: a canonical path, or empty if unset.
  asio::awaitable<qmp::Result<std::string>> link_target(Path path, std::string property);

  /// A property's value as text: one that was fetched ahead, if it is young and nobody has had it,
  /// else from QEMU.
  asio::awaitable<qmp::Result<Reading>> read(Path path, std::string property);

  /// How text for a property is to be read; see qom::writing_shape.
  asio::awaitable<qmp::Result<std::optional<Shape>>> writing_shape(Path path, Property property);

  /// Sets a property from text; see qom::assign. Drops what is cached of the object, and all
  /// values: the property may be an alias of another's.
  asio::awaitable<qmp::Result<>> assign(Path path, Property property, std::optional<Shape> shape,
                                        std::string text);

  /// Fetch ahead: what fails is left to those who ask for it. Listings come in one command where
  /// QEMU can.
  asio::awaitable<void> fetch_listings(std::vector<Path> paths);
  asio::awaitable<void> fetch_link(Path path, std::string property);
  asio::awaitable<void> fetch_value(Path path, std::string property);

  /// Whether it is at hand or on its way.
  bool has_listing(const Path& path) const;
  bool has_link(const Path& path, const std::string& property) const;
  bool has_value(const Path& path, const std::string& property) const;

  /// Whether a description of the object is so young that what it has not brought cannot be read.
  bool described(const Path& path) const { return values_.described(path); }

  /// The last listing, however old: a hint.
  ListingPtr peek(const Path& path) const { return structure_.peek(path); }

  /// The value's text, if it is at hand, else null; its reader is still to come. Good until the
  /// next suspension.
  const std::string* text_at_hand(const Path& path, const std::string& property) const {
    return values_.text(path, property);
  }

  /// Where a link<> points, as link_target() would answer at once.
  std::optional<std::string> target_at_hand(const Path& path, const std::string& property) const {
    return structure_.find_link(path, property, lifetimes_.structure);
  }

  /// Drop what is cached; answers on their way are not kept either. An object and everything below;
  /// all structure; all values; an object's values.
  void forget(const Path& path);
  void drop_structure();
  void drop_values() { values_.drop_all(); }
  void drop_values_of(const Path& path) { values_.drop_object(path); }

  /// Whether nothing has happened since the listing was asked for that made all structure stale.
  bool is_current(const Listing& listing) const {
    return listing.generation == structure_generation_;
  }

  /// Changes whenever values are dropped: what was read before must not be served any more.
  std::size_t value_generation() const { return values_.generation(); }

  /// Changes whenever all structure is dropped: a link may point elsewhere now.
  std::size_t structure_generation() const { return structure_generation_; }

  /// Of list() and read(), since the beginning.
  const Use& use() const { return use_; }

  /// Whether anything that is fetched ahead would be kept at all.
  bool keeps_structure() const { return lifetimes_.structure.count() > 0; }
  bool keeps_values() const { return lifetimes_.value.count() > 0; }

  /// How long a listing may still be served; not at all if it is not current. Never negative.
  std::chrono::nanoseconds remaining(const Listing& listing) const;

 private:
  using ListingLoads = SharedLoads<Path, qmp::Result<ListingPtr>>;
  /// When a question was asked, in terms of what was dropped since.
  struct Generations {
    std::size_t structure;
    std::size_t values;
  };
  using PropertyName = std::pair<Path, std::string>;
  using LinkLoads = SharedLoads<PropertyName, qmp::Result<std::string>>;
  using ValueLoads = SharedLoads<PropertyName, qmp::Error>;  // a value is in the cache

  asio::awaitable<qmp::Result<ListingPtr>> load(Path path);
  asio::awaitable<qmp::Result<std::string>> load_link(Path path, std::string property);
  asio::awaitable<qmp::Result<Description>> describe(Path path);
  asio::awaitable<bool> fetch_batch(std::vector<Path> paths);
  Generations generations() const { return {structure_generation_, values_.generation()}; }
  ListingPtr keep(const ListingLoads::Guard& guard, Description description,
                  Clock::time_point asked, Generations asked_in);

  Monitor& monitor_;
  Lifetimes lifetimes_;
  Use use_;
  std::size_t structure_generation_ = 0;
  StructureCache structure_;
  ValueCache values_;
  ListingLoads listing_loads_;
  LinkLoads link_loads_;
  ValueLoads value_loads_;
};

}  // namespace qom
