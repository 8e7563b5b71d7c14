#pragma once

#include "support/monitor_probe.h"
#include "support/qemu_process.h"
#include "support/tool.h"

#include <string>

namespace support {

/// A paused machine with one monitor for the tools and one for the probe.
struct ToolMachine {
  ToolMachine() : qemu(q35_with_devices()), probe(qemu.probe_socket()) {}

  Outcome operator()(const std::string& name, const std::string& arguments) const {
    return run_tool(name, qemu.mount_socket(), arguments);
  }

  QemuProcess qemu;
  MonitorProbe probe;
};

}  // namespace support
