#include "cli/log.h"

#include <syslog.h>

#include <iostream>

namespace cli {

void say(const std::string& line) { std::cerr << "qom-fuse: " + line + '\n' << std::flush; }

fs::Log make_log(bool foreground) {
  if (foreground) return say;
  ::openlog("qom-fuse", LOG_PID, LOG_DAEMON);
  return [](const std::string& line) { ::syslog(LOG_NOTICE, "%s", line.c_str()); };
}

}  // namespace cli
