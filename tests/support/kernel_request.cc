#include "support/kernel_request.h"

#include <linux/fuse.h>
#include <sys/stat.h>

namespace support::request {
namespace {

template <class In>
std::string bytes_of(const In& in) {
  return std::string(reinterpret_cast<const char*>(&in), sizeof in);
}

/// As strings travel: with their NUL.
std::string text(const std::string& value) { return value + '\0'; }

std::string read_in(std::uint64_t handle, off_t offset, std::size_t size) {
  fuse_read_in in = {};
  in.fh = handle;
  in.offset = static_cast<std::uint64_t>(offset);
  in.size = static_cast<std::uint32_t>(size);
  return bytes_of(in);
}

std::string release_in(std::uint64_t handle) {
  fuse_release_in in = {};
  in.fh = handle;
  return bytes_of(in);
}

std::string open_in(int flags) {
  fuse_open_in in = {};
  in.flags = static_cast<std::uint32_t>(flags);
  return bytes_of(in);
}

std::string fsync_in(std::uint64_t handle) {
  fuse_fsync_in in = {};
  in.fh = handle;
  return bytes_of(in);
}

std::string getxattr_in(std::size_t size) {
  fuse_getxattr_in in = {};
  in.size = static_cast<std::uint32_t>(size);
  return bytes_of(in);
}

}  // namespace

KernelRequest init() {
  fuse_init_in in = {};
  in.major = FUSE_KERNEL_VERSION;
  in.minor = FUSE_KERNEL_MINOR_VERSION;
  in.max_readahead = 128 * 1024;
  in.flags = FUSE_ASYNC_READ | FUSE_ATOMIC_O_TRUNC | FUSE_BIG_WRITES | FUSE_DO_READDIRPLUS |
             FUSE_READDIRPLUS_AUTO | FUSE_ASYNC_DIO | FUSE_PARALLEL_DIROPS | FUSE_MAX_PAGES |
             FUSE_SPLICE_WRITE | FUSE_SPLICE_MOVE | FUSE_SPLICE_READ;
  return {FUSE_INIT, 0, bytes_of(in)};
}

KernelRequest lookup(std::uint64_t parent, const std::string& name) {
  return {FUSE_LOOKUP, parent, text(name)};
}

KernelRequest forget(std::uint64_t inode, std::uint64_t lookups) {
  fuse_forget_in in = {};
  in.nlookup = lookups;
  return {FUSE_FORGET, inode, bytes_of(in)};
}

KernelRequest batch_forget(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& forgets) {
  fuse_batch_forget_in in = {};
  in.count = static_cast<std::uint32_t>(forgets.size());
  std::string body = bytes_of(in);
  for (auto [inode, lookups] : forgets) {
    fuse_forget_one one = {inode, lookups};
    body += bytes_of(one);
  }
  return {FUSE_BATCH_FORGET, 0, body};
}

KernelRequest getattr(std::uint64_t inode) {
  fuse_getattr_in in = {};
  return {FUSE_GETATTR, inode, bytes_of(in)};
}

KernelRequest access(std::uint64_t inode, int mask) {
  fuse_access_in in = {};
  in.mask = static_cast<std::uint32_t>(mask);
  return {FUSE_ACCESS, inode, bytes_of(in)};
}

KernelRequest readlink(std::uint64_t inode) { return {FUSE_READLINK, inode, ""}; }

KernelRequest statfs(std::uint64_t inode) { return {FUSE_STATFS, inode, ""}; }

KernelRequest setattr(std::uint64_t inode, std::uint32_t valid) {
  fuse_setattr_in in = {};
  in.valid = valid;
  return {FUSE_SETATTR, inode, bytes_of(in)};
}

KernelRequest opendir(std::uint64_t inode) { return {FUSE_OPENDIR, inode, open_in(0)}; }

KernelRequest readdir(std::uint64_t inode, std::uint64_t handle, off_t offset, std::size_t size) {
  return {FUSE_READDIR, inode, read_in(handle, offset, size)};
}

KernelRequest readdirplus(std::uint64_t inode, std::uint64_t handle, off_t offset,
                          std::size_t size) {
  return {FUSE_READDIRPLUS, inode, read_in(handle, offset, size)};
}

KernelRequest releasedir(std::uint64_t inode, std::uint64_t handle) {
  return {FUSE_RELEASEDIR, inode, release_in(handle)};
}

KernelRequest open(std::uint64_t inode, int flags) { return {FUSE_OPEN, inode, open_in(flags)}; }

KernelRequest read(std::uint64_t inode, std::uint64_t handle, off_t offset, std::size_t size) {
  return {FUSE_READ, inode, read_in(handle, offset, size)};
}

KernelRequest write(std::uint64_t inode, std::uint64_t handle, off_t offset,
                    const std::string& data, const KernelCaller& caller) {
  fuse_write_in in = {};
  in.fh = handle;
  in.offset = static_cast<std::uint64_t>(offset);
  in.size = static_cast<std::uint32_t>(data.size());
  in.lock_owner = caller.owner;
  if (caller.owner) in.write_flags = FUSE_WRITE_LOCKOWNER;
  return {FUSE_WRITE, inode, bytes_of(in) + data, caller.thread};
}

KernelRequest flush(std::uint64_t inode, std::uint64_t handle, const KernelCaller& caller) {
  fuse_flush_in in = {};
  in.fh = handle;
  in.lock_owner = caller.owner;
  return {FUSE_FLUSH, inode, bytes_of(in), caller.thread};
}

KernelRequest fsync(std::uint64_t inode, std::uint64_t handle) {
  return {FUSE_FSYNC, inode, fsync_in(handle)};
}

KernelRequest fsyncdir(std::uint64_t inode, std::uint64_t handle) {
  return {FUSE_FSYNCDIR, inode, fsync_in(handle)};
}

KernelRequest fallocate(std::uint64_t inode, std::uint64_t handle) {
  fuse_fallocate_in in = {};
  in.fh = handle;
  in.length = 10;
  return {FUSE_FALLOCATE, inode, bytes_of(in)};
}

KernelRequest ioctl(std::uint64_t inode, std::uint64_t handle) {
  fuse_ioctl_in in = {};
  in.fh = handle;
  return {FUSE_IOCTL, inode, bytes_of(in)};
}

KernelRequest release(std::uint64_t inode, std::uint64_t handle) {
  return {FUSE_RELEASE, inode, release_in(handle)};
}

KernelRequest getxattr(std::uint64_t inode, const std::string& name, std::size_t size) {
  return {FUSE_GETXATTR, inode, getxattr_in(size) + text(name)};
}

/// The structure is the old, short one: FUSE_SETXATTR_EXT was not agreed on.
KernelRequest setxattr(std::uint64_t inode, const std::string& name, const std::string& value) {
  fuse_setxattr_in in = {};
  in.size = static_cast<std::uint32_t>(value.size());
  std::string body = bytes_of(in).substr(0, FUSE_COMPAT_SETXATTR_IN_SIZE);
  return {FUSE_SETXATTR, inode, body + text(name) + value};
}

KernelRequest listxattr(std::uint64_t inode, std::size_t size) {
  return {FUSE_LISTXATTR, inode, getxattr_in(size)};
}

KernelRequest removexattr(std::uint64_t inode, const std::string& name) {
  return {FUSE_REMOVEXATTR, inode, text(name)};
}

KernelRequest create(std::uint64_t parent, const std::string& name) {
  fuse_create_in in = {};
  in.mode = S_IFREG | 0644;
  return {FUSE_CREATE, parent, bytes_of(in) + text(name)};
}

KernelRequest mknod(std::uint64_t parent, const std::string& name) {
  fuse_mknod_in in = {};
  in.mode = S_IFREG | 0644;
  return {FUSE_MKNOD, parent, bytes_of(in) + text(name)};
}

KernelRequest mkdir(std::uint64_t parent, const std::string& name) {
  fuse_mkdir_in in = {};
  in.mode = 0755;
  return {FUSE_MKDIR, parent, bytes_of(in) + text(name)};
}

KernelRequest symlink(std::uint64_t parent, const std::string& name, const std::string& target) {
  return {FUSE_SYMLINK, parent, text(name) + text(target)};
}

KernelRequest link(std::uint64_t parent, const std::string& name, std::uint64_t target) {
  fuse_link_in in = {};
  in.oldnodeid = target;
  return {FUSE_LINK, parent, bytes_of(in) + text(name)};
}

KernelRequest rename(std::uint64_t parent, const std::string& name, const std::string& new_name) {
  fuse_rename_in in = {};
  in.newdir = parent;
  return {FUSE_RENAME, parent, bytes_of(in) + text(name) + text(new_name)};
}

KernelRequest unlink(std::uint64_t parent, const std::string& name) {
  return {FUSE_UNLINK, parent, text(name)};
}

KernelRequest rmdir(std::uint64_t parent, const std::string& name) {
  return {FUSE_RMDIR, parent, text(name)};
}

}  // namespace support::request
