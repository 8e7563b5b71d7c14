#include "qom/value_cache.h"

#include "qom/value.h"

#include <utility>

namespace qom {
namespace {

std::size_t bytes_of(const std::string& property, const Reading& reading) {
  return sizeof(std::string) + sizeof reading + property.size() + reading.text.size();
}

}  // namespace

void ValueCache::put(const Path& object, const Description& description, Clock::time_point asked) {
  if (lifetime_.count() == 0) return;
  sweep();
  std::unordered_map<std::string, Reading> readings;
  std::size_t bytes = object.text().size();
  for (auto& [property, value] : description.values) {
    auto reading = readings.emplace(property, Reading{to_text(value), asked}).first;
    bytes += bytes_of(property, reading->second);
  }
  make_room(bytes);
  objects_[object] = Object{asked, std::move(readings)};
}

void ValueCache::put(const Path& object, const std::string& property, Reading reading) {
  if (lifetime_.count() == 0) return;
  sweep();
  make_room(bytes_of(property, reading));
  objects_[object].readings.insert_or_assign(property, std::move(reading));
}

std::optional<Reading> ValueCache::take(const Path& object, const std::string& property) {
  if (!find(object, property)) return std::nullopt;
  auto& readings = objects_[object].readings;
  auto node = readings.extract(property);
  if (!young(node.mapped().asked)) return std::nullopt;
  return std::move(node.mapped());
}

const std::string* ValueCache::text(const Path& object, const std::string& property) const {
  const Reading* reading = find(object, property);
  return reading && young(reading->asked) ? &reading->text : nullptr;
}

bool ValueCache::described(const Path& object) const {
  auto known = objects_.find(object);
  return known != objects_.end() && young(known->second.described);
}

void ValueCache::drop_all() {
  objects_.clear();
  bytes_ = 0;
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
  bytes_ = 0;
  for (auto& [path, known] : objects_)
    for (auto& [property, reading] : known.readings) bytes_ += bytes_of(property, reading);
}

/// What is only dropped to make room is not stale, so the generation stays.
void ValueCache::make_room(std::size_t bytes) {
  if (bytes_ + bytes > max_bytes) {
    objects_.clear();
    bytes_ = 0;
  }
  bytes_ += bytes;
}

const Reading* ValueCache::find(const Path& object, const std::string& property) const {
  auto known = objects_.find(object);
  if (known == objects_.end()) return nullptr;
  auto reading = known->second.readings.find(property);
  return reading == known->second.readings.end() ? nullptr : &reading->second;
}

}  // namespace qom
