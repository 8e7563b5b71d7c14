#pragma once

#include "cli/typed_arguments.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// A word of a shell line, as typed.
struct ShellWord {
  std::size_t begin = 0;  ///< where it begins in the line
  std::string text;
  bool open = false;  ///< the line ends within its quotes or brackets
};

/// Blanks part words, but not inside a quoted value, nor inside a value that is a JSON list or
/// object. Only the last word can be open.
std::vector<ShellWord> split_shell_line(std::string_view line);

/// A line of the shell before its arguments have types: `COMMAND NAME=VALUE...`. Inside
/// `transaction( ... )` it is an action.
struct ShellLine {
  bool opens = false;              ///< it begins with `transaction(`
  bool closes = false;             ///< it ends with `)`
  std::string command;             ///< empty if there is none
  std::vector<std::string> words;  ///< what follows the command
};

/// Throws UsageError where a quote or bracket stays open. Empty for blanks and for comments, which
/// begin with `#`.
ShellLine parse_shell_line(std::string_view line);

/// The words as arguments: dots in names lead into structures, quoted values are strings whatever
/// they look like. Throws UsageError.
Written written_arguments(const std::vector<std::string>& words);

}  // namespace cli
