#include "fs/last_writer.h"

namespace fs {

void LastWriter::wrote(const fuse::Caller& caller) {
  writer_ = caller;
  told_ = false;
}

bool LastWriter::tell_at_close(const fuse::Caller& caller) {
  if (writer_.owner == 0) return true;
  if (caller.owner != writer_.owner) return false;
  bool same_thread = caller.thread != 0 && caller.thread == writer_.thread;
  if (told_ && !same_thread) return false;
  told_ = true;
  return true;
}

}  // namespace fs
