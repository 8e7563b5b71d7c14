#include "fs/attributes.h"

#include <chrono>
#include <climits>

namespace fs {
namespace {

constexpr off_t unknown_size = 4096;  // as on sysfs

/// Archivers allocate that much and take what readlink(2) gives; no link's text is longer.
constexpr off_t unknown_link_size = PATH_MAX - 1;

off_t size_of(const Node& node) {
  if (node.kind() == qom::Kind::child) return 0;
  if (node.size) return static_cast<off_t>(*node.size);
  return node.kind() == qom::Kind::link ? unknown_link_size : unknown_size;
}

timespec timespec_of(std::chrono::system_clock::time_point time) {
  using std::chrono::duration_cast;
  auto whole = std::chrono::floor<std::chrono::seconds>(time);
  auto rest = duration_cast<std::chrono::nanoseconds>(time - whole);
  return {static_cast<time_t>(whole.time_since_epoch().count()), static_cast<long>(rest.count())};
}

mode_t permissions(const Node& node, const Options& options) {
  switch (node.kind()) {
    case qom::Kind::child:
      return options.read_only ? 0555 : 0777;
    case qom::Kind::link:
      return 0777;
    case qom::Kind::value:
      return options.read_only || node.read_only ? 0444 : 0666;
  }
  return 0;
}

mode_t file_type(qom::Kind kind) {
  switch (kind) {
    case qom::Kind::child:
      return S_IFDIR;
    case qom::Kind::link:
      return S_IFLNK;
    case qom::Kind::value:
      return S_IFREG;
  }
  return S_IFREG;
}

}  // namespace

struct stat attributes(const Node& node, const Options& options) {
  struct stat status = {};
  mode_t mask = node.kind() == qom::Kind::link ? 0 : options.umask;
  status.st_ino = node.ino;
  status.st_mode = file_type(node.kind()) | (permissions(node, options) & ~mask);
  status.st_nlink = 1;  // as of any directory that does not count its children, lest walkers do
  status.st_uid = options.uid;
  status.st_gid = options.gid;
  status.st_blksize = unknown_size;
  status.st_size = size_of(node);
  status.st_atim = status.st_mtim = status.st_ctim = timespec_of(node.modification.time());
  return status;
}

}  // namespace fs
