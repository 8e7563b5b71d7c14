#pragma once

#include "cli/options.h"
#include "cli/mount_report.h"
#include "cli/service_manager.h"
#include "cli/signals.h"
#include "fs/filesystem.h"
#include "fuse/notifier.h"
#include "fuse/session.h"
#include "qmp/client.h"
#include "qmp/share.h"
#include "qom/qmp_monitor.h"
#include "qom/read_ahead.h"
#include "qom/tree.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace cli {

namespace asio = boost::asio;

/// A mounted QEMU from start to end. Owns every part, in the order in which they depend on each
/// other.
class Mount {
 public:
  /// `on_ready` is called once the mount answers; it is false if nobody wants the mount any more.
  Mount(const Options& options, fs::Log log, std::function<bool()> on_ready);

  /// Connects, mounts and serves until a signal or an unmount. Throws std::runtime_error with one
  /// line for the person who started it if there never was a mount.
  void run();

 private:
  asio::awaitable<void> serve();
  asio::awaitable<void> keep_connected();
  void forbid_symlinks(const std::string& directory);
  qmp::ClientSinks sinks();
  void tell(const std::string& news);
  MountReport report() const;
  std::string serving() const;

  const Options& options_;
  fs::Log log_;
  std::function<bool()> on_ready_;
  ServiceManager service_manager_;
  asio::io_context io_;
  Signals signals_;
  qmp::Client client_;
  qmp::Share share_;
  qom::QmpMonitor monitor_;
  qom::Tree tree_;
  qom::ReadAhead read_ahead_;
  fuse::Notifier notifier_;
  fs::Filesystem filesystem_;
  fuse::Session session_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace cli
