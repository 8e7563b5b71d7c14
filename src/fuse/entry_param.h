#pragma once

#include "fuse/types.h"

#include <fuse_lowlevel.h>

namespace fuse {

inline double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

/// An Entry in libfuse's form. The generation stays 0: inode numbers are never reused.
inline fuse_entry_param entry_param(const Entry& entry) {
  fuse_entry_param param = {};
  param.ino = entry.ino;
  param.attr = entry.attributes.status;
  param.attr_timeout = param.entry_timeout = seconds(entry.attributes.timeout);
  return param;
}

}  // namespace fuse
