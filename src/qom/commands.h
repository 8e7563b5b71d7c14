#pragma once

#include "qmp/error.h"
#include "qmp/message.h"
#include "qom/monitor.h"
#include "qom/path.h"
#include "qom/property.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace qom {

/// QEMU's commands on objects, in the shortest form that QEMU accepts.
qmp::Command qom_list(const Path& path);
qmp::Command qom_get(const Path& path, std::string_view property);
qmp::Command qom_list_get(const std::vector<Path>& paths);  ///< QEMU 10.1 and later
qmp::Command qom_set(const Path& path, std::string_view property, const qmp::Json& value);

/// Reads the answer to qom-list-get for that many paths. `malformed` unless it is a list of as many
/// descriptions.
qmp::Result<std::vector<Description>> parse_descriptions(const qmp::Json& answer,
                                                         std::size_t paths);

/// Reads the answer to qom-list. `malformed` unless it is a list of objects with a name and a type.
qmp::Result<std::vector<Property>> parse_properties(const qmp::Json& answer);

}  // namespace qom
