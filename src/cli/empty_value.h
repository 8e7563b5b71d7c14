#pragma once

namespace CLI {
class App;
}

namespace cli {

/// Throws UsageError if an option that takes a value has an empty one behind its equals sign, as
/// `--socket=` where a script's variable is not set: CLI11 would take the next word for the value.
/// Called before it reads the command line.
void refuse_empty_values(const CLI::App& line, int argc, const char* const* argv);

}  // namespace cli
