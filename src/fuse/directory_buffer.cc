#include "fuse/directory_buffer.h"

#include "fuse/entry_param.h"

namespace fuse {

bool DirectoryBuffer::add(const std::string& name, const Entry& entry, off_t next) {
  char* at = bytes_.data() + used_;
  std::size_t room = bytes_.size() - used_;
  fuse_entry_param param = entry_param(entry);
  bool is_dot = name == "." || name == "..";
  if (is_dot) param.ino = 0;
  fuse_req_t unused = nullptr;
  std::size_t needed = plus_ ? fuse_add_direntry_plus(unused, at, room, name.c_str(), &param, next)
                             : fuse_add_direntry(unused, at, room, name.c_str(), &param.attr, next);
  if (needed > room) return false;
  used_ += needed;
  return true;
}

}  // namespace fuse
