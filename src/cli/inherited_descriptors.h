#pragma once

#include "cli/options.h"

#include <vector>

namespace cli {

/// The descriptors that the command line names: `fd:N`, and paths that lead through `/dev/fd/N` or
/// `/proc/self/fd/N`.
std::vector<int> named_descriptors(const Options& options);

/// Closes what this process inherited besides the standard streams and those; those are for no
/// program that it starts. A mount outlives its caller, whose locks, pipes and listening sockets
/// would live as long, and fusermount3 lives as long as a mount with auto_unmount. Called before
/// the program opens anything of its own.
void close_all_but(std::vector<int> kept);

}  // namespace cli
