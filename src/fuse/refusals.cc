// What a file system with a fixed tree answers by itself: the answers of sysfs. None is ENOSYS
// where the kernel would take that as leave never to ask again and behave differently from sysfs.

#include "fuse/operations.h"

#include <cerrno>

namespace fuse {
namespace {

/// A callback with any arguments that answers with one errno.
template <int number, class... Arguments>
void answer(fuse_req_t raw, Arguments...) {
  fuse_reply_err(raw, number);
}

template <int number, class... Arguments>
void set_answer(void (*&callback)(fuse_req_t, Arguments...)) {
  callback = answer<number, Arguments...>;
}

void on_listxattr(fuse_req_t raw, fuse_ino_t, std::size_t size) {
  if (size == 0) {
    fuse_reply_xattr(raw, 0);
  } else {
    fuse_reply_buf(raw, nullptr, 0);
  }
}

}  // namespace

void add_refusals(fuse_lowlevel_ops& table) {
  set_answer<EACCES>(table.create);
  set_answer<EPERM>(table.mknod);
  set_answer<EPERM>(table.mkdir);
  set_answer<EPERM>(table.unlink);
  set_answer<EPERM>(table.rmdir);
  set_answer<EPERM>(table.symlink);
  set_answer<EPERM>(table.rename);
  set_answer<EPERM>(table.link);
  set_answer<EOPNOTSUPP>(table.fallocate);
  set_answer<ENODATA>(table.getxattr);
  set_answer<EOPNOTSUPP>(table.setxattr);
  set_answer<EOPNOTSUPP>(table.removexattr);
  set_answer<ENOTTY>(table.ioctl);
  set_answer<0>(table.fsync);
  set_answer<0>(table.fsyncdir);
  table.listxattr = on_listxattr;
}

}  // namespace fuse
