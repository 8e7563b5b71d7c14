#pragma once

#include "cli/command_line.h"
#include "fs/options.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// What `-o` says.
struct MountOptions {
  fs::Options tree;
  std::chrono::nanoseconds deadline =
      std::chrono::seconds(10);   ///< longest wait for one QMP answer
  bool reconnect = true;          ///< whether the mount outlives QEMU
  bool insecure_tcp = false;      ///< the monitor may be on another machine
  std::vector<std::string> fuse;  ///< for libfuse, besides those that are always on
  std::string share;              ///< where other QMP clients find the monitor; empty for nowhere
  bool follow_symlinks = true;    ///< whether the kernel does; false needs root
  bool has_fsname = false;
  bool has_subtype = false;
};

/// Reads one argument of `-o`, a list with commas, into `options`. Accepts qom-fuse's own options,
/// those of libfuse that make sense here, and those that mount(8) and fstab pass along and that
/// mean nothing here. Throws UsageError.
void parse_mount_options(std::string_view list, MountOptions& options);

/// The text as libfuse reads it in a list of options.
std::string escape_commas(std::string_view text);

}  // namespace cli
