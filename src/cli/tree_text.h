#pragma once

#include "cli/object_tree.h"
#include "cli/palette.h"

#include <string>

namespace cli {

/// A tree of objects as qom-tree prints it where no person looks: for each object its path, a line
/// `NAME: VALUE (TYPE)` for each property that is no child, and an empty line.
std::string tree_as_lines(const ObjectNode& top);

/// The same for a person: every object once, with branches to what it owns, in colour, no line
/// wider than the terminal.
std::string tree_with_branches(const ObjectNode& top, const Output& output);

}  // namespace cli
