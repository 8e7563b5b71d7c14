#pragma once

#include "fuse/directory_buffer.h"
#include "fuse/types.h"

#include <boost/asio/awaitable.hpp>

#include <sys/statvfs.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace fuse {

namespace asio = boost::asio;

/// A file system with a fixed tree of directories, files and symlinks: one coroutine an operation,
/// which returns what the kernel is to be told. Implemented by fs::Filesystem; called by
/// fuse::Operations, on the loop thread, any number at a time. Cancellation means that the caller
/// was interrupted (EINTR) or that the session ends (ECONNABORTED). Names and data are passed by
/// value, since libfuse's own die when the coroutine first suspends.
class Filesystem {
 public:
  virtual ~Filesystem() = default;

  /// Finds a name; the kernel then holds a lookup on the inode, until forget().
  virtual asio::awaitable<Result<Entry>> lookup(Ino parent, std::string name) = 0;

  /// The kernel drops that many lookups.
  virtual void forget(Ino ino, std::uint64_t lookups) = 0;

  virtual asio::awaitable<Result<Attributes>> getattr(Ino ino) = 0;

  /// Whether access(2) with this mask (R_OK, W_OK, X_OK) would be granted beyond what the modes
  /// say.
  virtual asio::awaitable<Result<>> access(Ino ino, int mask) = 0;

  virtual asio::awaitable<Result<std::string>> readlink(Ino ino) = 0;

  virtual asio::awaitable<Result<Handle>> opendir(Ino ino) = 0;

  /// Fills a page with the entries from `offset` on, 0 or one that was given with an entry before.
  /// In a page with attributes, each entry but `.` and `..` counts as a lookup. An empty page is
  /// the end.
  virtual asio::awaitable<Result<>> readdir(Ino ino, Handle handle, off_t offset,
                                            DirectoryBuffer& page) = 0;

  virtual void releasedir(Handle handle) = 0;

  /// `flags` as of open(2).
  virtual asio::awaitable<Result<Opened>> open(Ino ino, int flags) = 0;

  virtual asio::awaitable<Result<Bytes>> read(Ino ino, Handle handle, std::size_t size,
                                              off_t offset) = 0;

  /// Takes all of `data` or fails.
  virtual asio::awaitable<Result<>> write(Ino ino, Handle handle, std::string data, off_t offset,
                                          Caller caller) = 0;

  /// The caller closes a descriptor of a file that was opened for writing, or ends with one open;
  /// perhaps not the last one. What fails here, close(2) reports.
  virtual Result<> flush(Handle handle, Caller caller) = 0;

  virtual void release(Handle handle) = 0;

  virtual struct statvfs statfs() const = 0;
};

}  // namespace fuse
