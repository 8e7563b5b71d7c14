#pragma once

#include "cli/object_tree.h"
#include "cli/palette.h"

#include <string>

namespace cli {

/// What an object holds, a line each: `name/` for a child, `@name/` for a link, `name` for any
/// other property.
std::string list_as_names(const ObjectNode& object, const Palette& palette);

/// The same with types and values, in columns.
std::string list_as_table(const ObjectNode& object, const Palette& palette);

}  // namespace cli
