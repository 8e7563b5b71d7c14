#pragma once

#include <string>

namespace cli {

/// systemd, if it started this program as a service of Type=notify. Without it ($NOTIFY_SOCKET is
/// not set, or the program was built without libsystemd) every call does nothing; none can fail.
/// Used by Mount.
class ServiceManager {
 public:
  /// The name under which it keeps the descriptor of a mount between the program that makes it and
  /// the one that serves it.
  static constexpr const char* mount_name = "qom-fuse";

  /// One that started the program in the foreground: what went into the background is not watched.
  explicit ServiceManager(bool foreground);

  /// The start is over: the mount answers. `status` is the first of the lines below.
  void ready(const std::string& status);

  /// The mount that it kept for this program is served now: it is to let go of its descriptor, so
  /// that the mount dies with the program.
  void took_over_mount();

  /// A line for `systemctl status`.
  void status(const std::string& line);

  /// The end has begun.
  void stopping();

 private:
  void tell(const std::string& message);

  bool present_;
};

}  // namespace cli
