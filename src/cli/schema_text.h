#pragma once

#include "qmp/schema.h"

#include <optional>
#include <string>

namespace cli {

/// The names of all commands and events, each on a line of its own behind two blanks.
std::string schema_overview(const qmp::Schema& schema);

/// What a command takes and returns, or what an event tells; nothing if there is neither of that
/// name.
std::optional<std::string> schema_help(const qmp::Schema& schema, const std::string& name);

}  // namespace cli
