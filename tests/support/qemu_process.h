#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/scratch_directory.h"

namespace support {

/// The QEMU program of the tests: $QOM_FUSE_QEMU, else qemu-system-x86_64.
std::string qemu_program();

/// The arguments of machines the tests like. Where a test needs nothing special, q35 with one
/// object of many kinds.
std::vector<std::string> q35_with_devices();
std::vector<std::string> bare_machine(const std::string& machine);

/// A paused QEMU with two QMP monitors: one for the mount, one for the probe. It owns the process
/// and the folder with both sockets; the process dies with this object and also with the test
/// program. The constructor returns when both sockets are there and throws std::runtime_error, with
/// QEMU's own words, when QEMU ends first.
class QemuProcess {
 public:
  /// `@DIR@` in an argument stands for the private folder.
  explicit QemuProcess(const std::vector<std::string>& arguments);
  ~QemuProcess();
  QemuProcess(const QemuProcess&) = delete;
  QemuProcess& operator=(const QemuProcess&) = delete;

  const ScratchDirectory& directory() const { return directory_; }
  std::string mount_socket() const { return directory_ / "mount.sock"; }
  std::string probe_socket() const { return directory_ / "probe.sock"; }

  pid_t pid() const { return pid_; }

  /// SIGSTOP and SIGCONT: a stopped QEMU takes commands and answers nothing.
  void stop();
  void resume();

  void kill();
  /// Starts another QEMU with the same arguments and sockets.
  void start();

 private:
  std::vector<std::string> command_line() const;
  void wait_until_listening();

  std::vector<std::string> arguments_;
  ScratchDirectory directory_;
  pid_t pid_ = -1;
};

}  // namespace support
