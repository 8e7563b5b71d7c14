#pragma once

#include "fs/names.h"

#include <memory>
#include <utility>
#include <vector>

/// A directory's listing with these properties, asked for at no time in particular.
inline fs::NamedListingPtr listing_of(std::vector<qom::Property> properties) {
  qom::Listing listing;
  listing.properties = std::move(properties);
  auto shared = std::make_shared<const qom::Listing>(std::move(listing));
  return std::make_shared<const fs::NamedListing>(std::move(shared));
}
