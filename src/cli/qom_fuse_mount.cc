// qom-fuse-mount: makes the mount that a qom-fuse without any rights then serves. Takes qom-fuse's
// own arguments. Run by qom-fuse@.service, which see.

#include "cli/hidden_path.h"
#include "cli/mountpoint.h"
#include "cli/options.h"
#include "cli/program.h"
#include "cli/service_manager.h"
#include "fuse/unserved_mount.h"

#include <sys/mount.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

constexpr std::uint64_t microseconds_until_taken = 10'000'000;

/// libfuse's helper for it would unmount when this program ends.
void refuse_auto_unmount(const cli::MountOptions& mount) {
  if (std::find(mount.fuse.begin(), mount.fuse.end(), "auto_unmount") != mount.fuse.end())
    throw cli::UsageError("-o auto_unmount: leave it out, a service always unmounts");
}

/// Only when the service manager has taken the descriptor may this program end.
void hand_over(int descriptor) {
  std::string message = "FDSTORE=1\nFDNAME=" + std::string(cli::ServiceManager::mount_name);
  if (::sd_pid_notify_with_fds(0, 0, message.c_str(), &descriptor, 1) <= 0 ||
      ::sd_notify_barrier(0, microseconds_until_taken) <= 0)
    throw std::runtime_error("nobody takes the mount; this program is for qom-fuse@.service alone");
}

void forbid_symlinks(const std::string& directory) {
  if (std::string reason = cli::forbid_symlinks(directory); !reason.empty())
    throw std::runtime_error("-o nosymfollow: " + reason);
}

void make_mount(const cli::Options& options) {
  refuse_auto_unmount(options.mount);
  std::string directory = cli::prepare_mountpoint(options.mountpoint);
  cli::refuse_to_hide_sockets(options, directory);
  int descriptor = fuse::make_unserved_mount(options.mount.fuse, directory);
  try {
    if (!options.mount.follow_symlinks) forbid_symlinks(directory);
    hand_over(descriptor);
  } catch (const std::exception&) {
    ::umount2(directory.c_str(), MNT_DETACH);
    throw;
  }
}

}  // namespace

int main(int argc, char** argv) { return cli::run_program(argc, argv, "", make_mount); }
