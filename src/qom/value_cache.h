#pragma once

#include "qom/listing.h"
#include "qom/monitor.h"
#include "qom/path.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

namespace qom {

/// A value as text, and when QEMU was asked for it.
struct Reading {
  std::string text;
  Clock::time_point asked;
};

/// Values that were fetched before anyone asked for them. Each is handed out at most once, and only
/// while it is young: whoever reads twice asks QEMU twice. What nobody came for is thrown away now
/// and then, and all of it when it becomes too much for memory. Used by Tree.
class ValueCache {
 public:
  /// More than a walker is ever ahead of.
  static constexpr std::size_t max_bytes = 64 << 20;

  /// `lifetime` is how long a value may wait for its reader; 0 keeps none.
  explicit ValueCache(std::chrono::nanoseconds lifetime) : lifetime_(lifetime) {}

  /// Keeps what came along with a description, instead of all older values of the object.
  void put(const Path& object, const Description& description, Clock::time_point asked);

  /// Keeps one value.
  void put(const Path& object, const std::string& property, Reading reading);

  /// The value, which is then no longer kept.
  std::optional<Reading> take(const Path& object, const std::string& property);

  /// The value's text, if it could be handed out now; else null. It stays in the cache.
  const std::string* text(const Path& object, const std::string& property) const;

  /// Whether a description of the object is so young that what it has not brought cannot be read.
  bool described(const Path& object) const;

  void drop_all();
  void drop_object(const Path& object);
  void drop_below(const Path& object);

  /// How many objects values are kept of.
  std::size_t objects() const { return objects_.size(); }

  /// Changes whenever anything is dropped: an answer asked for before must not be put any more.
  std::size_t generation() const { return generation_; }

 private:
  struct Object {
    std::optional<Clock::time_point> described;  // nothing: never
    std::unordered_map<std::string, Reading> readings;
  };

  void sweep();
  void make_room(std::size_t bytes);
  bool young(Clock::time_point asked) const { return Clock::now() - asked < lifetime_; }
  bool young(std::optional<Clock::time_point> asked) const { return asked && young(*asked); }
  const Reading* find(const Path& object, const std::string& property) const;

  std::chrono::nanoseconds lifetime_;
  std::unordered_map<Path, Object> objects_;
  std::size_t generation_ = 0;
  std::optional<Clock::time_point> swept_;  // nothing: never
  std::size_t bytes_ = 0;                   // put since all was dropped or swept, about
};

}  // namespace qom
