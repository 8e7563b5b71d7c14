#pragma once

#include <nlohmann/json.hpp>

namespace qmp {

/// JSON as QEMU writes it: objects keep the order of their members.
using Json = nlohmann::ordered_json;

}  // namespace qmp
