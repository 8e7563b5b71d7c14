#pragma once

#include "qom/property.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace qom {

using Clock = std::chrono::steady_clock;

/// What QEMU listed of one object, and when. Never changes once made, so it can be shared and kept
/// as a snapshot.
struct Listing {
  std::vector<Property> properties;
  Clock::time_point asked;  ///< when the command was given: whatever happened later may be missing
  std::size_t generation = 0;  ///< of the structure it describes, see Tree::is_current

  Clock::duration age() const { return Clock::now() - asked; }

  /// About how much memory it takes. What QEMU can make us keep is bounded by such counts.
  std::size_t bytes() const {
    std::size_t sum = sizeof *this;
    for (const Property& property : properties)
      sum += sizeof property + property.name.size() + property.type.size();
    return sum;
  }
};

using ListingPtr = std::shared_ptr<const Listing>;

}  // namespace qom
