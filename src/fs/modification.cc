#include "fs/modification.h"

#include <algorithm>
#include <functional>

namespace fs {
namespace {

std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

}  // namespace

bool Modification::saw(std::string_view text) {
  std::size_t hash = hash_of(text);
  bool differs = last_seen_ && *last_seen_ != hash;
  last_seen_ = hash;
  if (differs) changed();
  return differs;
}

void Modification::wrote(std::optional<std::string_view> text) {
  last_seen_.reset();
  if (text) last_seen_ = hash_of(*text);
  changed();
}

void Modification::changed() {
  constexpr Clock::duration least(1);
  time_ = std::max(Clock::now(), time_ + least);
}

}  // namespace fs
