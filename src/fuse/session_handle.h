#pragma once

#include "fuse/mount_error.h"
#include "fuse/operations.h"

#include <fuse_lowlevel.h>

#include <string>
#include <vector>

namespace fuse {

/// A libfuse session and its mount, if it has one. Destroying it unmounts, even while the mount is
/// in use.
class SessionHandle {
 public:
  /// Requests go to `operations`. `options` are libfuse's own mount options; throws MountError for
  /// those it does not know.
  SessionHandle(const std::vector<std::string>& options, bool debug, Operations& operations);
  ~SessionHandle();
  SessionHandle(const SessionHandle&) = delete;
  SessionHandle& operator=(const SessionHandle&) = delete;

  /// Mounts on a directory, or serves the mount whose descriptor `/dev/fd/N` was inherited; that
  /// one is left to whoever made it. Throws MountError.
  void mount(const std::string& mountpoint);

  /// Talks to a kernel at the other end of a socket instead of /dev/fuse. Takes the descriptor.
  void adopt(int descriptor) { use_own_io(descriptor); }

  fuse_session* get() const { return session_; }

 private:
  void use_own_io(int descriptor);

  fuse_session* session_;
  bool mounted_ = false;
};

}  // namespace fuse
