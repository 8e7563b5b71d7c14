#pragma once

#include "fuse/types.h"

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace fuse {

/// One page of a directory in the kernel's format, as large as the kernel asked for.
class DirectoryBuffer {
 public:
  DirectoryBuffer() : DirectoryBuffer(0, false) {}

  /// `plus`: entries carry attributes, and each but `.` and `..` counts as a lookup.
  DirectoryBuffer(std::size_t size, bool plus) : bytes_(size), plus_(plus) {}

  bool plus() const { return plus_; }

  /// Appends an entry; `next` is the offset at which the kernel goes on after it. False, and
  /// nothing is appended, if the page is full.
  bool add(const std::string& name, const Entry& entry, off_t next);

  const char* data() const { return bytes_.data(); }
  std::size_t size() const { return used_; }

 private:
  std::vector<char> bytes_;
  std::size_t used_ = 0;
  bool plus_;
};

}  // namespace fuse
