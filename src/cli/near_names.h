#pragma once

#include "qmp/schema.h"

#include <string>
#include <string_view>

namespace cli {

/// The names of those that somebody may have meant who wrote `name`, as `; did you mean A, B or
/// C?`, nearest first, three at most. Empty if none is near. Safe for a terminal.
std::string did_you_mean(std::string_view name, const qmp::Schema::Commands& known);

/// The same of a command or an event.
std::string did_you_mean(std::string_view name, const qmp::Schema& schema);

}  // namespace cli
