#include "cli/property_ref.h"

#include "cli/command_line.h"
#include "cli/mounted_trees.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace cli {

using qmp::Result;

namespace {

std::optional<qom::Path> qemu_path(std::string_view text) {
  return text.starts_with('/') ? qom::Path::parse(text) : qom::Path::parse_partial(text);
}

void add(std::vector<PropertyRef>& readings, std::string_view path, std::string_view property) {
  if (property.empty()) return;
  if (auto parsed = qemu_path(path)) readings.push_back({*parsed, std::string(property)});
}

/// QEMU's paths end at slashes, so only a dot behind the last one can end the path.
void add_at_dots(std::vector<PropertyRef>& readings, std::string_view text) {
  auto name = text.rfind('/') + 1;  // 0 if there is no slash
  for (auto dot = text.rfind('.'); dot != text.npos && dot >= name;
       dot = text.rfind('.', dot - 1)) {
    if (dot > 0) add(readings, text.substr(0, dot), text.substr(dot + 1));
    if (dot == 0) break;
  }
}

void add_at_slash(std::vector<PropertyRef>& readings, std::string_view text) {
  auto slash = text.rfind('/');
  if (slash != text.npos)
    add(readings, slash == 0 ? "/" : text.substr(0, slash), text.substr(slash + 1));
}

const qom::Property* find(const std::vector<qom::Property>& properties, const std::string& name) {
  auto found = std::find_if(properties.begin(), properties.end(),
                            [&name](const qom::Property& entry) { return entry.name == name; });
  return found == properties.end() ? nullptr : &*found;
}

std::size_t depth(const PropertyRef& ref) {
  const std::string& text = ref.path.text();
  return ref.path.is_root() ? 0 : std::count(text.begin(), text.end(), '/');
}

}  // namespace

qom::Path object_path(std::string_view text) {
  auto path = qemu_path(mounted_qom_path(text).value_or(std::string(text)));
  if (path) return *path;
  if (text.empty()) throw UsageError("PATH is empty; the root is /");
  throw UsageError("PATH is longer than " + std::to_string(qom::Path::max_bytes) + " bytes");
}

std::vector<PropertyRef> readings_of(std::string_view text) {
  auto mounted = mounted_qom_path(text);
  std::vector<PropertyRef> readings;
  if (mounted) add_at_slash(readings, *mounted);
  add_at_dots(readings, mounted ? *mounted : text);
  if (!mounted) add_at_slash(readings, text);
  if (readings.empty())
    throw UsageError("'" + std::string(text) +
                     "' names no property; write PATH.PROPERTY or PATH PROPERTY");
  return readings;
}

std::vector<PropertyRef> readings_of(const std::string& path,
                                     const std::optional<std::string>& property) {
  if (!property) return readings_of(path);
  if (property->empty()) throw UsageError("PROPERTY is empty");
  return {PropertyRef{object_path(path), *property}};
}

asio::awaitable<Result<FoundProperty>> find_property(qom::Monitor& monitor,
                                                     std::vector<PropertyRef> readings) {
  std::optional<PropertyRef> closest;  // its object exists
  std::optional<qmp::Error> refusal;   // of the likeliest reading
  for (const PropertyRef& ref : readings) {
    auto listing = co_await monitor.list(ref.path);
    if (!listing) {
      if (listing.error().failure != qmp::Failure::refused) co_return listing.error();
      if (!refusal) refusal = listing.error();
      continue;
    }
    if (auto* property = find(*listing, ref.property)) co_return FoundProperty{ref, *property};
    if (!closest && depth(ref) == depth(readings.front())) closest = ref;
  }
  if (!closest) co_return *refusal;
  auto value = co_await monitor.get(closest->path, closest->property);
  if (!value) co_return value.error();
  qom::Property just_made(closest->property, "");
  co_return FoundProperty{*closest, just_made};
}

}  // namespace cli
