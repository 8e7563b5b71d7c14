#include "fs/names.h"

#include <cctype>
#include <cstdint>
#include <utility>

namespace fs {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_hex(char byte) { return std::isxdigit(static_cast<unsigned char>(byte)) != 0; }

/// Whether the text behind a `%` makes it read as an escape.
bool reads_as_escape(std::string_view rest) {
  return rest.starts_with('~') || (rest.size() >= 2 && is_hex(rest[0]) && is_hex(rest[1]));
}

std::string escaped(char byte) {
  auto code = static_cast<unsigned char>(byte);
  return {'%', hex_digits[code >> 4], hex_digits[code & 15]};
}

/// FNV-1a, 64 bits.
std::uint64_t hash(std::string_view bytes) {
  std::uint64_t value = 14695981039346656037u;
  for (char byte : bytes) value = (value ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  return value;
}

std::string hex(std::uint64_t value) {
  std::string digits(16, '0');
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, value >>= 4)
    *digit = hex_digits[value & 15];
  return digits;
}

/// Cuts at the end of a whole character and a whole escape.
std::string shortened(std::string name, std::string_view qom_name) {
  std::string tail = "%~" + hex(hash(qom_name));
  std::size_t size = max_name - tail.size();
  auto is_continuation = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
  };
  while (size > 0 && is_continuation(name[size])) --size;
  for (std::size_t back = 1; back <= 2 && back <= size; ++back)
    if (name[size - back] == '%' && reads_as_escape(std::string_view(name).substr(size - back + 1)))
      size -= back;
  name.resize(size);
  return name + tail;
}

}  // namespace

std::string file_name(std::string_view qom_name) {
  if (qom_name.empty()) return "%~";
  if (qom_name == ".") return "%2E";
  if (qom_name == "..") return "%2E%2E";
  std::string name;
  for (std::size_t i = 0; i < qom_name.size(); ++i) {
    char byte = qom_name[i];
    bool escape =
        byte == '/' || byte == '\0' || (byte == '%' && reads_as_escape(qom_name.substr(i + 1)));
    name += escape ? escaped(byte) : std::string(1, byte);
  }
  return name.size() > max_name ? shortened(std::move(name), qom_name) : name;
}

NamedListing::NamedListing(qom::ListingPtr listing)
    : listing_(std::move(listing)), bytes_(listing_->bytes()) {
  items_.reserve(listing_->properties.size());
  for (const qom::Property& property : listing_->properties) {
    std::string name = file_name(property.name);
    bytes_ += sizeof(Item) + sizeof(*index_.begin()) + 2 * name.size();
    if (index_.try_emplace(name, items_.size()).second)
      items_.push_back({std::move(name), &property});
  }
}

const NamedListing::Item* NamedListing::find(const std::string& file_name) const {
  auto found = index_.find(file_name);
  return found == index_.end() ? nullptr : &items_[found->second];
}

}  // namespace fs
