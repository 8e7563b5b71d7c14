#pragma once

#include <string>
#include <vector>

#include "support/monitor_probe.h"
#include "support/mounted.h"
#include "support/qemu_process.h"

namespace support {

/// A paused machine, mounted, with a probe on its second monitor: what nearly every system test
/// begins with.
struct MountedMachine {
  explicit MountedMachine(const std::vector<std::string>& arguments = q35_with_devices(),
                          const std::string& options = "")
      : qemu(arguments), probe(qemu.probe_socket()), mounted(qemu.mount_socket(), options) {}

  /// Where a QOM path is in the mount.
  std::string operator()(const std::string& qom_path) const { return mounted(qom_path); }

  QemuProcess qemu;
  MonitorProbe probe;
  Mounted mounted;
};

}  // namespace support
