#include "qom/structure_cache.h"

#include <utility>

namespace qom {

void StructureCache::put(const Path& object, ListingPtr listing) {
  drop(object);
  std::size_t bytes = listing->bytes() + object.text().size();
  if (bytes_ + bytes > max_bytes) drop_all();
  objects_[object] = Object{std::move(listing), {}, bytes};
  bytes_ += bytes;
}

void StructureCache::put_link(const Path& object, std::string link, std::string target,
                              Clock::time_point asked) {
  auto known = objects_.find(object);
  if (known == objects_.end() || known->second.listing->asked > asked) return;
  if (target.size() > Path::max_bytes) return;
  std::size_t bytes = sizeof(std::pair<std::string, std::string>) + link.size() + target.size();
  known->second.links.insert_or_assign(std::move(link), std::move(target));
  known->second.bytes += bytes;
  bytes_ += bytes;
}

ListingPtr StructureCache::find(const Path& object, std::chrono::nanoseconds max_age) const {
  const Object* known = young(object, max_age);
  return known ? known->listing : nullptr;
}

ListingPtr StructureCache::peek(const Path& object) const {
  auto known = objects_.find(object);
  return known == objects_.end() ? nullptr : known->second.listing;
}

std::optional<std::string> StructureCache::find_link(const Path& object, const std::string& link,
                                                     std::chrono::nanoseconds max_age) const {
  const Object* known = young(object, max_age);
  if (!known) return std::nullopt;
  auto target = known->links.find(link);
  if (target == known->links.end()) return std::nullopt;
  return target->second;
}

void StructureCache::drop_all() {
  objects_.clear();
  bytes_ = 0;
}

void StructureCache::drop(const Path& object) {
  auto known = objects_.find(object);
  if (known == objects_.end()) return;
  bytes_ -= known->second.bytes;
  objects_.erase(known);
}

void StructureCache::drop_below(const Path& object) {
  std::erase_if(objects_, [&](const auto& known) {
    bool below = object.contains(known.first);
    if (below) bytes_ -= known.second.bytes;
    return below;
  });
}

const StructureCache::Object* StructureCache::young(const Path& object,
                                                    std::chrono::nanoseconds max_age) const {
  auto known = objects_.find(object);
  if (known == objects_.end() || known->second.listing->age() >= max_age) return nullptr;
  return &known->second;
}

}  // namespace qom
