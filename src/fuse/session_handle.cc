#include "fuse/session_handle.h"

#include "fuse/raw_session.h"

#include <linux/fuse.h>
#include <sys/uio.h>
#include <unistd.h>

namespace fuse {
namespace {

ssize_t read_from(int descriptor, void* buffer, std::size_t size, void*) {
  return ::read(descriptor, buffer, size);
}

/// libfuse 3.14 to 3.16 never pass on the wish for parallel lookups in a directory; without it one
/// slow lookup holds up every other. The first reply is that to INIT: header, then fuse_init_out.
ssize_t write_to(int descriptor, iovec* parts, int count, void* user_data) {
  auto* operations = static_cast<Operations*>(user_data);
  if (operations->is_first_reply() && count == 2 && parts[1].iov_len >= sizeof(fuse_init_out))
    static_cast<fuse_init_out*>(parts[1].iov_base)->flags |= FUSE_PARALLEL_DIROPS;
  return ::writev(descriptor, parts, count);
}

}  // namespace

SessionHandle::SessionHandle(const std::vector<std::string>& options, bool debug,
                             Operations& operations)
    : session_(make_raw_session(options, debug, Operations::table(), &operations)) {}

SessionHandle::~SessionHandle() {
  if (mounted_) fuse_session_unmount(session_);
  fuse_session_destroy(session_);
}

void SessionHandle::mount(const std::string& mountpoint) {
  mount_raw_session(session_, mountpoint);
  mounted_ = true;
  use_own_io(fuse_session_fd(session_));
}

void SessionHandle::use_own_io(int descriptor) {
  fuse_custom_io io = {};
  io.read = read_from;
  io.writev = write_to;
  if (fuse_session_custom_io(session_, &io, descriptor) != 0)
    throw MountError("libfuse refused the descriptor");
}

}  // namespace fuse
