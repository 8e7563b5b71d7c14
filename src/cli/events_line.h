#pragma once

#include "cli/event_stream.h"

#include <string>
#include <vector>

namespace cli {

/// What stands behind `qmp events`. Throws UsageError, and the Text of its help.
EventsWanted parse_events(std::vector<std::string> words);

}  // namespace cli
