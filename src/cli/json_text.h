#pragma once

#include "cli/palette.h"
#include "qmp/json.h"

#include <string>

namespace cli {

/// A value as JSON over several lines, two blanks a level, with a newline at its end. Empty lists
/// and objects stay on their line. Safe for a terminal.
std::string indented(const qmp::Json& value, const Palette& palette = plain);

/// The same on one line, without the newline: blanks behind colons and commas, as QEMU writes it.
std::string on_one_line(const qmp::Json& value, const Palette& palette = plain);

}  // namespace cli
