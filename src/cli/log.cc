#include "cli/log.h"

#include "cli/printable.h"

#include <syslog.h>

#include <iostream>

namespace cli {

/// Some of it may be QEMU's words.
void say(const std::string& line) {
  constexpr std::size_t longest = 4000;
  std::cerr << "qom-fuse: " + printable(line.substr(0, longest)) + '\n' << std::flush;
}

fs::Log make_log(bool foreground) {
  if (foreground) return say;
  ::openlog("qom-fuse", LOG_PID, LOG_DAEMON);
  return [](const std::string& line) { ::syslog(LOG_NOTICE, "%s", line.c_str()); };
}

}  // namespace cli
