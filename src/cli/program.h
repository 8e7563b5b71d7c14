#pragma once

#include "cli/options.h"

#include <functional>
#include <string>

namespace cli {

/// The main() of a program that takes qom-fuse's command line: ignores signals that mean nothing to
/// it, reads the command line, closes inherited descriptors that it does not name, works, and turns
/// what is thrown into a line on stderr. Returns the exit status: 0, 1 if `work` failed, 2 for a
/// command line that makes no sense, to which `advice` is added.
int run_program(int argc, const char* const* argv, const std::string& advice,
                const std::function<void(const Options&)>& work);

}  // namespace cli
