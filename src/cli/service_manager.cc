#include "cli/service_manager.h"

#include <cstdlib>

#ifdef QOM_FUSE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

namespace cli {
namespace {

/// A message is a list of lines; what QEMU said must not become another one.
std::string one_line(std::string text) {
  for (char& byte : text)
    if (static_cast<unsigned char>(byte) < 0x20) byte = ' ';
  return text;
}

}  // namespace

ServiceManager::ServiceManager(bool foreground)
    : present_(foreground && std::getenv("NOTIFY_SOCKET")) {}

void ServiceManager::ready(const std::string& status) {
  tell("READY=1\nSTATUS=" + one_line(status));
}

void ServiceManager::took_over_mount() {
  tell("FDSTOREREMOVE=1\nFDNAME=" + std::string(mount_name));
}

void ServiceManager::status(const std::string& line) { tell("STATUS=" + one_line(line)); }

void ServiceManager::stopping() { tell("STOPPING=1"); }

void ServiceManager::tell([[maybe_unused]] const std::string& message) {
  if (!present_) return;
#ifdef QOM_FUSE_SYSTEMD
  ::sd_notify(/*unset_environment=*/0, message.c_str());
#endif
}

}  // namespace cli
