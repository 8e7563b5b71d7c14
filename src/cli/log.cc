#include "cli/log.h"

#include "cli/mountpoint.h"
#include "cli/printable.h"
#include "qmp/address.h"
#include "qmp/shell_word.h"

#include <syslog.h>

#include <iostream>

namespace cli {
namespace {

std::string name_of(const Options& options) {
  if (is_inherited(options.mountpoint)) return qmp::to_text(options.address);
  return qmp::shell_word(real_path(options.mountpoint));
}

std::string safe(const std::string& line) {
  constexpr std::size_t longest = 4000;
  return printable(line.substr(0, longest));
}

}  // namespace

/// Some of it may be QEMU's words.
void say(const std::string& line) { std::cerr << "qom-fuse: " + safe(line) + '\n' << std::flush; }

fs::Log make_log(const Options& options) {
  std::string opening = name_of(options) + ": ";
  if (options.foreground) return [opening](const std::string& line) { say(opening + line); };
  ::openlog("qom-fuse", LOG_PID, LOG_DAEMON);
  return [opening](const std::string& line) {
    ::syslog(LOG_NOTICE, "%s", safe(opening + line).c_str());
  };
}

}  // namespace cli
