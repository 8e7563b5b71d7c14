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
};

using ListingPtr = std::shared_ptr<const Listing>;

}  // namespace qom
