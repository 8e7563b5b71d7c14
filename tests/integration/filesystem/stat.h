#pragma once

#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <linux/fuse.h>

#include <cstdint>
#include <set>

namespace support {

/// What stat(2) shows.
inline fuse_attr attributes(FakeMount& mount, std::uint64_t inode) {
  return mount.kernel.ask(request::getattr(inode)).as<fuse_attr_out>().attr;
}

/// The inodes whose attributes the kernel was told to forget.
inline std::set<std::uint64_t> forgotten(FakeMount& mount) {
  std::set<std::uint64_t> inodes;
  mount.kernel.settle();
  for (const auto& notification : mount.kernel.take_notifications())
    if (notification.message.error == FUSE_NOTIFY_INVAL_INODE)
      inodes.insert(notification.message.as<fuse_notify_inval_inode_out>().ino);
  return inodes;
}

}  // namespace support
