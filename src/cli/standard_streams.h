#pragma once

#include <string>

namespace cli {

/// Opens /dev/null in place of a standard stream that the caller closed: else a socket would get
/// its number, and lose it again when the program goes into the background. Nothing can be written
/// to it, so that output which nobody can read is a failure. First thing in main().
void open_standard_streams();

/// For a person whose output was cut: why, as far as it shows.
std::string why_output_failed();

}  // namespace cli
