#pragma once

#include "qmp/error.h"
#include "qmp/message.h"
#include "qom/path.h"
#include "qom/property.h"

#include <string_view>
#include <vector>

namespace qom {

/// QEMU's commands on objects, in the shortest form that QEMU accepts.
qmp::Command qom_list(const Path& path);
qmp::Command qom_get(const Path& path, std::string_view property);
qmp::Command qom_set(const Path& path, std::string_view property, const qmp::Json& value);

/// Reads the answer to qom-list. `malformed` unless it is a list of objects with a name and a type.
qmp::Result<std::vector<Property>> parse_properties(const qmp::Json& answer);

}  // namespace qom
