#include "support/mounted.h"

#include <stdexcept>

#include "support/daemon.h"
#include "support/shell.h"

namespace support {

Mounted::Mounted(const std::string& address, const std::string& options) {
  std::string command =
      shell_word(qom_fuse_program()) + " " + shell_word(address) + " " + shell_word(path());
  if (!options.empty()) command += " -o " + shell_word(options);
  const Outcome outcome = run(command);
  if (outcome.status != 0) {
    throw std::runtime_error("no mount (status " + std::to_string(outcome.status) +
                             "): " + outcome.err);
  }
}

}  // namespace support
