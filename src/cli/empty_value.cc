#include "cli/empty_value.h"

#include "cli/command_line.h"

#include <CLI/App.hpp>

#include <string>

namespace cli {
namespace {

bool takes_value(const CLI::App& line, const std::string& name) {
  const CLI::Option* option = line.get_option_no_throw(name);
  return option && option->get_items_expected_max() > 0;
}

}  // namespace

/// What stands behind a command's name (`qmp COMMAND ...`) is the command's.
void refuse_empty_values(const CLI::App& line, int argc, const char* const* argv) {
  for (int at = 1; at < argc; ++at) {
    std::string word = argv[at];
    bool is_option = word.size() > 1 && word.starts_with('-');
    if (word == "--" || (!is_option && line.get_prefix_command())) return;
    if (!is_option) continue;
    if (takes_value(line, word)) ++at;
    if (word.ends_with('=') && takes_value(line, word.substr(0, word.size() - 1)))
      throw UsageError(word + " has no value; is the variable set that names it?");
  }
}

}  // namespace cli
