#pragma once

#include <cstdint>
#include <string>

#include "support/event_watch.h"
#include "support/monitor_probe.h"
#include "support/mountpoint.h"
#include "support/qemu_process.h"

namespace support {

/// The folder with the `vmlinuz` and `initrd` that scripts/demo-guest makes, $QOM_FUSE_GUEST; empty
/// when not set.
std::string guest_folder();

/// A running Linux with a balloon, mounted once it is up, with a probe on the second monitor and a
/// watch on a third. Its balloon tells statistics every second. All calls throw
/// std::runtime_error when the guest or QEMU does not do its part in time.
class LinuxGuest {
 public:
  static constexpr const char* balloon = "/machine/peripheral/bal0";
  static constexpr std::int64_t memory = 256 << 20;  ///< bytes

  /// `options` go after -o.
  explicit LinuxGuest(const std::string& options);

  /// Asks the guest to keep only so many bytes, and waits until it has and QEMU has said so.
  void inflate_to(std::int64_t bytes);

  /// Waits until the guest has told its statistics at least twice more: what they are now.
  Json newer_stats();

  /// Where a QOM path is in the mount.
  std::string operator()(const std::string& qom_path) const {
    return mountpoint_.path() + qom_path;
  }

 private:
  void boot();
  void mount(const std::string& options);
  void start_statistics();
  Json stats();

  QemuProcess qemu_;
  MonitorProbe probe_;
  EventWatch events_;
  Mountpoint mountpoint_;
};

}  // namespace support
