#pragma once

#include "cli/object_tree.h"
#include "cli/tool.h"
#include "cli/tree_reader.h"

#include <functional>
#include <string>

namespace cli {

/// The main() of a tool that prints what there is below a PATH: takes that argument besides those
/// the tool has already, reads what is `wanted` by then, and prints it as `text_of` says. Returns
/// the exit status.
int run_object_tool(Tool& tool, int argc, const char* const* argv, const TreeReader::Wanted& wanted,
                    const std::function<std::string(const ObjectNode&)>& text_of);

}  // namespace cli
