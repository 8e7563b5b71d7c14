#include "cli/mountpoint.h"

#include "cli/log.h"
#include "cli/source.h"
#include "fuse/mount_error.h"
#include "qmp/shell_word.h"

#include <mntent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <spawn.h>

namespace cli {
namespace {

using fuse::MountError;
using qmp::shell_word;

void check_device() {
  constexpr const char* device = "/dev/fuse";
  if (::access(device, R_OK | W_OK) == 0) return;
  if (errno == ENOENT)
    throw MountError("/dev/fuse is missing; load the kernel module with: modprobe fuse");
  throw MountError(std::string("cannot use /dev/fuse: ") + std::strerror(errno) +
                   "; its mode must let you read and write (Debian: 0666)");
}

/// Empty if there is no such file.
std::string resolved(const std::string& path) {
  std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : "";
}

/// The path as a word behind a command that the person may type, where `-x` would be an option.
std::string operand(const std::string& path) {
  return shell_word(path.starts_with('-') ? "./" + path : path);
}

/// The type of the file system mounted last on exactly this directory; empty if none is.
std::string mounted_type(const std::string& directory) {
  std::unique_ptr<FILE, decltype(&::endmntent)> mounts(::setmntent("/proc/self/mounts", "r"),
                                                       &::endmntent);
  std::string type;
  while (mntent* entry = mounts ? ::getmntent(mounts.get()) : nullptr)
    if (directory == entry->mnt_dir) type = entry->mnt_type;
  return type;
}

/// Unmounts lazily; as a normal user only the setuid helper can.
bool detach(const std::string& directory) {
  if (::geteuid() == 0) return ::umount2(directory.c_str(), MNT_DETACH) == 0;
  const char* arguments[] = {"fusermount3", "-u", "-q", "-z", "--", directory.c_str(), nullptr};
  pid_t helper = 0;
  if (::posix_spawnp(&helper, arguments[0], nullptr, nullptr, const_cast<char**>(arguments),
                     environ) != 0)
    return false;
  int status = 0;
  while (::waitpid(helper, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

constexpr const char* our_type = "fuse.qom-fuse";

void detach_dead_mount(const std::string& directory) {
  std::string advice = "; unmount it first: fusermount3 -u " + shell_word(directory);
  if (mounted_type(directory) != our_type)
    throw MountError(shell_word(directory) + " is the dead mount of another program" + advice);
  if (!detach(directory))
    throw MountError(shell_word(directory) + " is a dead qom-fuse mount that cannot be detached" +
                     advice);
  say("note: detached the dead qom-fuse mount on " + shell_word(directory));
}

/// Only a FUSE device will do: anything else would be read as if it were one.
void check_inherited(const std::string& mountpoint) {
  struct stat status;
  if (::stat(mountpoint.c_str(), &status) != 0)
    throw MountError(mountpoint + ": no such descriptor was inherited");
  constexpr unsigned misc_devices = 10, fuse_device = 229;
  bool is_fuse = S_ISCHR(status.st_mode) && major(status.st_rdev) == misc_devices &&
                 minor(status.st_rdev) == fuse_device;
  if (!is_fuse) throw MountError(mountpoint + " is not a descriptor of /dev/fuse with a mount");
}

}  // namespace

bool is_inherited(const std::string& mountpoint) { return mountpoint.starts_with("/dev/fd/"); }

std::string real_path(const std::string& mountpoint) {
  if (std::string real = resolved(mountpoint); !real.empty()) return real;
  std::string path = absolute_path(mountpoint);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  auto name = path.rfind('/') + 1;
  std::string folder = resolved(path.substr(0, name));
  if (folder.empty()) return path;
  return (folder == "/" ? "" : folder) + '/' + path.substr(name);
}

std::string prepare_mountpoint(const std::string& mountpoint) {
  if (is_inherited(mountpoint)) {
    check_inherited(mountpoint);
    return mountpoint;
  }
  check_device();
  std::string directory = real_path(mountpoint);
  struct stat status;
  int failed = ::stat(directory.c_str(), &status) == 0 ? 0 : errno;
  if (failed == ENOTCONN) {
    detach_dead_mount(directory);
    failed = ::stat(directory.c_str(), &status) == 0 ? 0 : errno;
  }
  std::string name = shell_word(mountpoint);
  if (failed == ENOENT)
    throw MountError("mountpoint " + name + " does not exist; make it with: mkdir " +
                     operand(mountpoint));
  if (failed) throw MountError("mountpoint " + name + ": " + std::strerror(failed));
  if (!S_ISDIR(status.st_mode)) throw MountError("mountpoint " + name + " is not a directory");
  if (mounted_type(directory) == our_type)
    throw MountError(name + " is already a qom-fuse mount; unmount it first: fusermount3 -u " +
                     operand(mountpoint));
  return directory;
}

std::string forbid_symlinks(const std::string& directory) {
  mount_attr attributes = {};
  attributes.attr_set = MOUNT_ATTR_NOSYMFOLLOW;
  if (::mount_setattr(AT_FDCWD, directory.c_str(), 0, &attributes, sizeof attributes) == 0)
    return "";
  if (errno == EPERM && ::geteuid() != 0) return "only root can forbid it";
  bool unknown = errno == ENOSYS || errno == EINVAL;
  return std::strerror(errno) + std::string(unknown ? "; kernels before 5.14 cannot do it" : "");
}

}  // namespace cli
