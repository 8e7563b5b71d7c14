#pragma once

#include <sys/types.h>

#include <string>

namespace support {

/// The program under test, $QOM_FUSE_PROGRAM; empty when not set.
std::string qom_fuse_program();

/// The process that serves the mount at `mountpoint`, found by program and command line; -1 when
/// there is none.
pid_t daemon_of(const std::string& mountpoint);

}  // namespace support
