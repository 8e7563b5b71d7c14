#pragma once

#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>

#include <cstdint>
#include <string>
#include <vector>

namespace support {

/// What was sent to QEMU to change a property of the device: the name and the value.
inline std::vector<std::string> sets(const FakeMount& mount) {
  const std::string beginning = std::string("set ") + FakeMount::device + " ";
  std::vector<std::string> sent;
  for (const std::string& call : mount.monitor.calls())
    if (call.starts_with(beginning)) sent.push_back(call.substr(beginning.size()));
  return sent;
}

/// A property of the device, open for writing. The functions return the errno.
struct Writer {
  Writer(FakeMount& mount, const std::string& name, int flags = O_WRONLY)
      : mount(mount), inode(mount.property(name)), handle(mount.open(inode, flags)) {}

  int operator()(off_t offset, const std::string& data) {
    return mount.write(inode, handle, offset, data);
  }

  /// What `dd bs=1` does.
  int byte_by_byte(const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at)
      if (int error = (*this)(static_cast<off_t>(at), text.substr(at, 1))) return error;
    return 0;
  }

  int flush(const KernelCaller& caller = {}) {
    return mount.kernel.ask(request::flush(inode, handle, caller)).error;
  }

  int as(const KernelCaller& caller, off_t offset, const std::string& data) {
    return mount.kernel.ask(request::write(inode, handle, offset, data, caller)).error;
  }

  /// close(2) of the last descriptor.
  int close() {
    int error = flush();
    mount.kernel.ask(request::release(inode, handle));
    return error;
  }

  FakeMount& mount;
  std::uint64_t inode;
  std::uint64_t handle;
};

}  // namespace support
