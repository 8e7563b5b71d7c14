#pragma once

#include "qom/listing.h"
#include "qom/property.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fs {

/// Longest file name the tools expect, in bytes.
constexpr std::size_t max_name = 255;

/// The file name of a QOM name: the name itself, unless no file can be called so. Then `/` and NUL
/// become `%2F` and
/// `%00`, `.` and `..` become `%2E` and `%2E%2E`, the empty name `%~`, and an over-long one is cut
/// and closed by `%~` and a hash of the whole. A `%` that would read as one of these becomes `%25`.
/// Nothing is ever decoded: a lookup searches the parent's listing.
std::string file_name(std::string_view qom_name);

/// A listing under its file names. Should two properties want the same file name (QEMU repeating
/// itself, or a made-up hash), the first has it.
class NamedListing {
 public:
  struct Item {
    std::string file_name;
    const qom::Property* property;  // in listing()
  };

  explicit NamedListing(qom::ListingPtr listing);

  const qom::ListingPtr& listing() const { return listing_; }
  const std::vector<Item>& items() const { return items_; }

  /// About how much memory it takes.
  std::size_t bytes() const { return bytes_; }

  /// Null if there is no such file.
  const Item* find(const std::string& file_name) const;

 private:
  qom::ListingPtr listing_;
  std::vector<Item> items_;
  std::unordered_map<std::string, std::size_t> index_;
  std::size_t bytes_;
};

using NamedListingPtr = std::shared_ptr<const NamedListing>;

}  // namespace fs
