#pragma once

#include "qom/listing.h"
#include "qom/path.h"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace qom {

/// Listings of objects, and where their links point. A link target lives as long as its object's
/// listing. When they become too large for memory all are dropped: they can be asked for again.
/// Used by Tree.
class StructureCache {
 public:
  /// Much more than the largest machine needs, which has some 10 MiB.
  static constexpr std::size_t max_bytes = 64 << 20;

  void put(const Path& object, ListingPtr listing);

  /// Keeps a link target, if a listing is kept that was asked for no later, and if it can be a path
  /// at all.
  void put_link(const Path& object, std::string link, std::string target, Clock::time_point asked);

  /// The listing, if it is younger than that; else null.
  ListingPtr find(const Path& object, std::chrono::nanoseconds max_age) const;

  /// The last listing kept, however old. A hint at what might be there.
  ListingPtr peek(const Path& object) const;

  /// The link's target, if it is known and its listing younger than that.
  std::optional<std::string> find_link(const Path& object, const std::string& link,
                                       std::chrono::nanoseconds max_age) const;

  void drop_all();
  void drop(const Path& object);
  void drop_below(const Path& object);

  /// About how much memory they take.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Object {
    ListingPtr listing;
    std::unordered_map<std::string, std::string> links;
    std::size_t bytes = 0;
  };

  const Object* young(const Path& object, std::chrono::nanoseconds max_age) const;

  std::unordered_map<Path, Object> objects_;
  std::size_t bytes_ = 0;  // of all objects
};

}  // namespace qom
