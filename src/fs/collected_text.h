#pragma once

#include "fuse/types.h"

#include <sys/types.h>

#include <cstddef>
#include <string>

namespace fs {

/// The text of one value that arrives in several writes on one handle: `cat big > file`, or bash's
/// printf, which writes line by line. A write at offset 0 starts a value, one at the offset reached
/// so far extends it.
class CollectedText {
 public:
  static constexpr std::size_t max_bytes = 1024 * 1024;

  /// The whole text as it would be with this write, not yet taken. `append`: the handle was opened
  /// with O_APPEND, so the kernel chose the offset: the first write starts a value, all others
  /// extend it. EINVAL for other offsets, EFBIG beyond max_bytes.
  fuse::Result<std::string> with(const std::string& data, off_t offset, bool append) const;

  /// Takes the text that with() returned.
  void take(std::string text, bool complete);

  /// QEMU would not have the value: what was collected for it is no longer waited for.
  void refused() { incomplete_ = false; }

  /// Text was taken that is not a whole value yet.
  bool incomplete() const { return incomplete_; }

 private:
  std::string text_;
  bool started_ = false;
  bool incomplete_ = false;
};

}  // namespace fs
