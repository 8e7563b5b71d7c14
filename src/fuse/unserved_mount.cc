#include "fuse/unserved_mount.h"

#include "fuse/raw_session.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>

namespace fuse {

int make_unserved_mount(const std::vector<std::string>& options, const std::string& mountpoint) {
  fuse_lowlevel_ops nobody = {};
  std::unique_ptr<fuse_session, decltype(&fuse_session_destroy)> session(
      make_raw_session(options, /*debug=*/false, nobody, nullptr), &fuse_session_destroy);
  mount_raw_session(session.get(), mountpoint);
  int descriptor = ::fcntl(fuse_session_fd(session.get()), F_DUPFD_CLOEXEC, 0);
  if (descriptor >= 0) return descriptor;  // the session closes its own
  int reason = errno;
  fuse_session_unmount(session.get());
  throw MountError(std::string("cannot keep the mount: ") + std::strerror(reason));
}

}  // namespace fuse
