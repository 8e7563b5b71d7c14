#include "fs/attributes.h"

namespace fs {
namespace {

constexpr off_t unknown_size = 4096;

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
  status.st_nlink = node.kind() == qom::Kind::child ? 2 : 1;
  status.st_uid = options.uid;
  status.st_gid = options.gid;
  status.st_blksize = unknown_size;
  if (node.kind() == qom::Kind::value)
    status.st_size = node.size ? static_cast<off_t>(*node.size) : unknown_size;
  auto born = std::chrono::duration_cast<std::chrono::seconds>(node.born.time_since_epoch());
  status.st_atime = status.st_mtime = status.st_ctime = static_cast<time_t>(born.count());
  return status;
}

}  // namespace fs
