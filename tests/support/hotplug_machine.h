#pragma once

#include <chrono>
#include <string>

#include "support/event_watch.h"
#include "support/monitor_probe.h"
#include "support/mountpoint.h"
#include "support/qemu_process.h"

namespace support {

/// A paused q35 whose devices come and go: a tablet on a USB controller, which leaves at once when
/// it is told to, without the help of a guest. Mounted, with a probe on the second monitor and a
/// watch on a third.
class HotplugMachine {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr const char* device = "/machine/peripheral/dyn";

  /// `options` go after -o.
  explicit HotplugMachine(const std::string& options);

  /// Plugs the device. Throws std::runtime_error when QEMU refuses.
  void plug();

  /// Unplugs it, and waits until QEMU has said so; the moment when that was heard.
  Clock::time_point unplug();

  /// Where a QOM path is in the mount.
  std::string operator()(const std::string& qom_path) const {
    return mountpoint_.path() + qom_path;
  }

  MonitorProbe& probe() { return probe_; }

 private:
  void execute(const std::string& command, const Json& arguments);

  QemuProcess qemu_;
  MonitorProbe probe_;
  EventWatch events_;
  Mountpoint mountpoint_;
};

}  // namespace support
