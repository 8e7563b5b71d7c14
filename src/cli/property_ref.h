#pragma once

#include "qom/monitor.h"
#include "qom/path.h"
#include "qom/property.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

namespace asio = boost::asio;

/// A property of an object, as a person names it.
struct PropertyRef {
  qom::Path path;
  std::string property;

  bool operator==(const PropertyRef&) const = default;
};

/// An object as typed: absolute, partial, or inside a mounted tree. Throws UsageError.
qom::Path object_path(std::string_view text);

/// What `PATH.PROPERTY` or `PATH/PROPERTY` can mean, likeliest first; names hold dots themselves
/// (`pcie.0`, `sse4.1`). Throws UsageError if it can mean nothing.
std::vector<PropertyRef> readings_of(std::string_view text);

/// The same from a command line: PATH and PROPERTY, or one word for both.
std::vector<PropertyRef> readings_of(const std::string& path,
                                     const std::optional<std::string>& property);

/// The reading that exists, and its property as listed.
struct FoundProperty {
  PropertyRef ref;
  qom::Property property;
};

/// Decides by what QEMU lists: one command for each reading until one exists. If none does, the
/// failure is QEMU's refusal of the reading that comes closest.
asio::awaitable<qmp::Result<FoundProperty>> find_property(qom::Monitor& monitor,
                                                          std::vector<PropertyRef> readings);

}  // namespace cli
