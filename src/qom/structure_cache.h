#pragma once

#include "qom/listing.h"
#include "qom/path.h"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace qom {

/// Listings of objects, and where their links point. A link target lives as long as its object's
/// listing. Used by Tree.
class StructureCache {
 public:
  void put(const Path& object, ListingPtr listing);

  /// Keeps a link target, if a listing is kept that was asked for no later.
  void put_link(const Path& object, std::string link, std::string target, Clock::time_point asked);

  /// The listing, if it is younger than that; else null.
  ListingPtr find(const Path& object, std::chrono::nanoseconds max_age) const;

  /// The last listing kept, however old. A hint at what might be there.
  ListingPtr peek(const Path& object) const;

  /// The link's target, if it is known and its listing younger than that.
  std::optional<std::string> find_link(const Path& object, const std::string& link,
                                       std::chrono::nanoseconds max_age) const;

  void drop_all() { objects_.clear(); }
  void drop(const Path& object) { objects_.erase(object); }
  void drop_below(const Path& object);

 private:
  struct Object {
    ListingPtr listing;
    std::unordered_map<std::string, std::string> links;
  };

  const Object* young(const Path& object, std::chrono::nanoseconds max_age) const;

  std::unordered_map<Path, Object> objects_;
};

}  // namespace qom
