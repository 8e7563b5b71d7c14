#include "cli/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

namespace cli {

void open_standard_streams() {
  int descriptor = 0;
  do {
    descriptor = ::open("/dev/null", O_RDONLY);
  } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  ::close(descriptor);
}

std::string why_output_failed() {
  bool closed = (::fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY;
  return closed ? "cannot write the output: standard output is closed"
                : "cannot write the output; is the disk full?";
}

}  // namespace cli
