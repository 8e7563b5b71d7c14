#pragma once

#include <memory>
#include <string>

#include "support/scratch_directory.h"
#include "support/shell.h"

namespace support {

/// Why there can be no LibvirtGuest on this machine, empty when there can.
std::string missing_for_libvirt();

/// A paused guest of a libvirtd of its own, with virt-qemu-qmp-proxy at proxy_socket() and two
/// monitors that libvirt does not know. libvirtd serves one ordinary user (nobody, if the test is
/// root's) from a private folder, so it meets no other libvirtd; it runs in a PID namespace, so
/// that it, its QEMU and the proxy end with this object and also with the test program. All calls
/// throw std::runtime_error, with the words of the program that failed.
class LibvirtGuest {
 public:
  LibvirtGuest();

  std::string proxy_socket() const { return folder_ / "proxy.sock"; }
  std::string mount_socket() const { return folder_ / "mount.sock"; }
  std::string probe_socket() const { return folder_ / "probe.sock"; }

  /// Ends QEMU; libvirtd and the proxy go on.
  void destroy();

  /// Starts the guest, as it was at first.
  void create();

 private:
  void write_configuration() const;
  std::string as_user(const std::string& command) const;
  void start_libvirtd();
  void start_proxy();
  void virsh(const std::string& words) const;

  ScratchDirectory folder_;
  std::unique_ptr<ShellCommand> libvirtd_;
  std::unique_ptr<ShellCommand> proxy_;
};

}  // namespace support
