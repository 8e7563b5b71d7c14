#pragma once

#include "support/fake_kernel.h"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// The requests of the kernel, one function an opcode.
namespace support::request {

KernelRequest init();

KernelRequest lookup(std::uint64_t parent, const std::string& name);
KernelRequest forget(std::uint64_t inode, std::uint64_t lookups);
KernelRequest batch_forget(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& forgets);
KernelRequest getattr(std::uint64_t inode);
KernelRequest access(std::uint64_t inode, int mask);
KernelRequest readlink(std::uint64_t inode);
KernelRequest statfs(std::uint64_t inode);

/// `valid` says which attributes are to be set, FATTR_MODE and so on; all are set to 0.
KernelRequest setattr(std::uint64_t inode, std::uint32_t valid);

KernelRequest opendir(std::uint64_t inode);
KernelRequest readdir(std::uint64_t inode, std::uint64_t handle, off_t offset, std::size_t size);
KernelRequest readdirplus(std::uint64_t inode, std::uint64_t handle, off_t offset,
                          std::size_t size);
KernelRequest releasedir(std::uint64_t inode, std::uint64_t handle);

KernelRequest open(std::uint64_t inode, int flags);
KernelRequest read(std::uint64_t inode, std::uint64_t handle, off_t offset,
                   std::size_t size = 4096);
KernelRequest write(std::uint64_t inode, std::uint64_t handle, off_t offset,
                    const std::string& data, const KernelCaller& caller = {});
KernelRequest flush(std::uint64_t inode, std::uint64_t handle, const KernelCaller& caller = {});
KernelRequest fsync(std::uint64_t inode, std::uint64_t handle);
KernelRequest fsyncdir(std::uint64_t inode, std::uint64_t handle);
KernelRequest fallocate(std::uint64_t inode, std::uint64_t handle);
KernelRequest ioctl(std::uint64_t inode, std::uint64_t handle);
KernelRequest release(std::uint64_t inode, std::uint64_t handle);

KernelRequest getxattr(std::uint64_t inode, const std::string& name, std::size_t size);
KernelRequest setxattr(std::uint64_t inode, const std::string& name, const std::string& value);
KernelRequest listxattr(std::uint64_t inode, std::size_t size);
KernelRequest removexattr(std::uint64_t inode, const std::string& name);

KernelRequest create(std::uint64_t parent, const std::string& name);
KernelRequest mknod(std::uint64_t parent, const std::string& name);
KernelRequest mkdir(std::uint64_t parent, const std::string& name);
KernelRequest symlink(std::uint64_t parent, const std::string& name, const std::string& target);
KernelRequest link(std::uint64_t parent, const std::string& name, std::uint64_t target);
KernelRequest rename(std::uint64_t parent, const std::string& name, const std::string& new_name);
KernelRequest unlink(std::uint64_t parent, const std::string& name);
KernelRequest rmdir(std::uint64_t parent, const std::string& name);

}  // namespace support::request
