#include "qom/value_cache.h"

#include "qom/value.h"

#include <utility>

namespace qom {

void ValueCache::put(const Path& object, const Description& description, Clock::time_point asked) {
  if (lifetime_.count() == 0) return;
  sweep();
  Object& known = objects_[object];
  known.described = asked;
  known.readings.clear();
  for (auto& [property, value] : description.values)
    known.readings.emplace(property, Reading{to_text(value), asked});
}

void ValueCache::put(const Path& object, const std::string& property, Reading reading) {
  if (lifetime_.count() == 0) return;
  sweep();
  objects_[object].readings.insert_or_assign(property, std::move(reading));
}

std::optional<Reading> ValueCache::take(const Path& object, const std::string& property) {
  if (!find(object, property)) return std::nullopt;
  auto& readings = objects_[object].readings;
  auto node = readings.extract(property);
  if (!young(node.mapped().asked)) return std::nullopt;
  return std::move(node.mapped());
}

std::optional<std::size_t> ValueCache::size(const Path& object, const std::string& property) const {
  const Reading* reading = find(object, property);
  if (!reading || !young(reading->asked)) return std::nullopt;
  return reading->text.size();
}

bool ValueCache::described(const Path& object) const {
  auto known = objects_.find(object);
  return known != objects_.end() && young(known->second.described);
}

void ValueCache::drop_all() {
  objects_.clear();
  ++generation_;
}

void ValueCache::drop_object(const Path& object) {
  objects_.erase(object);
  ++generation_;
}

void ValueCache::drop_below(const Path& object) {
  std::erase_if(objects_, [&](const auto& known) { return object.contains(known.first); });
  ++generation_;
}

/// Now and then: a value may be a secret, and memory is bounded by what was fetched of late.
void ValueCache::sweep() {
  if (young(swept_)) return;
  swept_ = Clock::now();
  auto is_old = [this](const auto& reading) { return !young(reading.second.asked); };
  for (auto& [path, known] : objects_) std::erase_if(known.readings, is_old);
  std::erase_if(objects_, [this](const auto& known) {
    return known.second.readings.empty() && !young(known.second.described);
  });
}

const Reading* ValueCache::find(const Path& object, const std::string& property) const {
  auto known = objects_.find(object);
  if (known == objects_.end()) return nullptr;
  auto reading = known->second.readings.find(property);
  return reading == known->second.readings.end() ? nullptr : &reading->second;
}

}  // namespace qom
