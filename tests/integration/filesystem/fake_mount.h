#pragma once

#include "fs/filesystem.h"
#include "qom/tree.h"
#include "support/directory_page.h"
#include "support/fake_kernel.h"
#include "support/fake_monitor.h"
#include "support/served_session.h"

#include <linux/fuse.h>

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace support {

/// Options under which nothing goes stale while a test runs, however slow the machine.
fs::Options patient_options();

/// The same, with refused reads in the log.
fs::Options telling_options();

/// A mount without kernel and QEMU: everything between is real. QEMU holds one small machine:
/// /machine (q35-machine), /machine/peripheral (container), /machine/peripheral/bal0
/// (virtio-balloon-pci) with `polling` (int, 5), `label` (str, "one"), `enabled` (bool, true),
/// `stats` (`guest statistics`, {"a":1}) and `bus` (link<PCI>, unset). Calls are counted from when
/// it stands.
class FakeMount {
 public:
  static constexpr const char* device = "/machine/peripheral/bal0";

  explicit FakeMount(const fs::Options& options = patient_options());
  ~FakeMount();

  /// Looks a path up, name by name, as the kernel does with an empty cache. 0 if there is none.
  std::uint64_t find(const std::string& path);

  /// find() for a property of the device.
  std::uint64_t property(const std::string& name) { return find(device + ("/" + name)); }

  /// Opens for that access and returns the handle; 0 after an error.
  std::uint64_t open(std::uint64_t inode, int flags);

  /// One READ; "errno N" after an error.
  std::string read(std::uint64_t inode, std::uint64_t handle, off_t offset,
                   std::size_t size = 4096);

  /// One WRITE on a handle; the errno.
  int write(std::uint64_t inode, std::uint64_t handle, off_t offset, const std::string& data);

  /// What `echo` does to a property of the device: opens, writes once, closes; the errno.
  int echo(const std::string& property, const std::string& text);

  /// The present value in QEMU, as JSON text.
  std::string present(const std::string& property) const;

  /// Whole listing, page by page.
  std::vector<PageEntry> list(std::uint64_t inode, bool plus, std::size_t page_size = 4096);

  /// How many lookups the kernel holds on these, according to the file system.
  std::uint64_t lookups_held(const std::vector<std::uint64_t>& inodes);

  /// As if the kernel had been told of it long ago.
  void age(std::uint64_t inode) { filesystem.inodes().find(inode)->told = {}; }

  boost::asio::io_context loop;
  FakeMonitor monitor;
  std::vector<std::string> log;
  qom::Tree tree;
  qom::ReadAhead read_ahead;
  fuse::Notifier notifier;
  fs::Filesystem filesystem;
  ServedSession session;
  FakeKernel& kernel;
};

}  // namespace support
