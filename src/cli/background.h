#pragma once

namespace cli {

/// Going into the background only once there is success to report. The foreground process waits for
/// the report of the background one and exits with its status, so that `qom-fuse vm.sock mnt && ls
/// mnt` works.
///
/// Until the report one of the ending_signals() ends both, the foreground process last, with the
/// status that such an end has everywhere: then there is no mount. From the report on the status is
/// 0, and there is one.
///
/// Made before any thread, io_context or signal handler exists: they would not survive the fork.
/// Children must be there to be waited for (ignore_harmless_signals).
class Background {
 public:
  /// Forks; returns only in the background process. Throws std::system_error.
  Background();
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Success: leaves the terminal (session, working directory, standard streams) and lets the
  /// foreground process exit with 0. Without this call it ends as the background process does.
  /// False if it has ended already or is about to, by a signal: the background process is to end.
  bool ready();

 private:
  int report_;  // socket to the foreground process, -1 once reported
};

}  // namespace cli
