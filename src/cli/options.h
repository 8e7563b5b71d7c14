#pragma once

#include "cli/mount_options.h"
#include "qmp/address.h"

#include <string>
#include <variant>

namespace cli {

/// What `qom-fuse` is told to do.
struct Options {
  qmp::Address address;
  std::string source;      ///< the address as typed, but for a relative path
  std::string mountpoint;  ///< as typed
  MountOptions mount;
  bool foreground = false;
  bool debug = false;
};

/// Reads the command line and $QMP_SOCKET. Throws UsageError.
std::variant<Options, Text> parse_options(int argc, const char* const* argv);

}  // namespace cli
