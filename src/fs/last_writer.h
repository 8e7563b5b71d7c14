#pragma once

#include "fuse/types.h"

namespace fs {

/// Who wrote the last piece of a value that is not whole yet, and so is to hear at close(2) that it
/// came to nothing. Owned by an OpenFile.
class LastWriter {
 public:
  void wrote(const fuse::Caller& caller);

  /// Whether the caller's close(2) is to fail, which is noted. All of the writer's do: of several
  /// descriptors none is known to be the last. What another thread closes fails only as long as no
  /// close has failed, since it may belong to a later process with the same owner. Where no owner
  /// is known each close fails.
  bool tell_at_close(const fuse::Caller& caller);

 private:
  fuse::Caller writer_;
  bool told_ = false;
};

}  // namespace fs
