#pragma once

#include "fuse/filesystem.h"

#include <cerrno>
#include <string>

namespace support {

/// A file system that has nothing: each operation fails with ENOENT. Tests override what they need.
class EmptyFilesystem : public fuse::Filesystem {
 public:
  template <class T = void>
  using Answer = fuse::asio::awaitable<fuse::Result<T>>;
  using Ino = fuse::Ino;
  using Handle = fuse::Handle;

  Answer<fuse::Entry> lookup(Ino, std::string) override { co_return nothing; }
  void forget(Ino, std::uint64_t) override {}
  Answer<fuse::Attributes> getattr(Ino) override { co_return nothing; }
  Answer<> access(Ino, int) override { co_return nothing; }
  Answer<std::string> readlink(Ino) override { co_return nothing; }
  Answer<Handle> opendir(Ino) override { co_return nothing; }
  Answer<> readdir(Ino, Handle, off_t, fuse::DirectoryBuffer&) override { co_return nothing; }
  void releasedir(Handle) override {}
  Answer<fuse::Opened> open(Ino, int) override { co_return nothing; }
  Answer<fuse::Bytes> read(Ino, Handle, std::size_t, off_t) override { co_return nothing; }
  Answer<> write(Ino, Handle, std::string, off_t, fuse::Caller) override { co_return nothing; }
  fuse::Result<> flush(Handle, fuse::Caller) override { return {}; }
  void release(Handle) override {}
  struct statvfs statfs() const override {
    return {};
  }

 protected:
  static constexpr fuse::Errno nothing = fuse::Errno(ENOENT);
};

}  // namespace support
