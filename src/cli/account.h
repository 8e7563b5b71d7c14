#pragma once

#include <optional>
#include <string>

namespace cli {

/// The number of the user or group of that name, as this host knows them; nothing if it knows none.
std::optional<unsigned> user_id(const std::string& name);
std::optional<unsigned> group_id(const std::string& name);

}  // namespace cli
