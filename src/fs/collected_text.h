#pragma once

#include "fuse/types.h"

#include <sys/types.h>

#include <cstddef>
#include <string>

namespace fs {

/// How the pieces of a value hang together: by its JSON type.
enum class Pieces {
  of_string,     ///< a newline is text like any other, so the next piece extends the value
  of_structure,  ///< behind a whole value and its newline another value begins
  of_scalar,     ///< the same, and a piece at any other offset begins a value, as on sysfs
};

/// The text of one value that arrives in several writes on one handle: `cat big > file`, `dd bs=1`,
/// or bash's printf, which writes line by line. A write at offset 0 starts a value, one at the
/// offset reached so far extends it. Owned by an OpenFile.
class CollectedText {
 public:
  static constexpr std::size_t max_bytes = 1024 * 1024;

  /// What the value is with one more write.
  struct Whole {
    std::string text;
    off_t start = 0;            ///< the offset of its first byte
    bool adds_nothing = false;  ///< the value is the one that was taken before
  };

  /// The whole text as it would be with this write, not yet taken. `append`: the handle was opened
  /// with O_APPEND, so the kernel chose the offset and it says nothing. EINVAL for an offset that
  /// neither starts nor extends a value, EFBIG beyond max_bytes.
  fuse::Result<Whole> with(const std::string& data, off_t offset, bool append, Pieces pieces) const;

  /// Takes what with() returned: a value that QEMU has, or one that is to go on.
  void take(Whole whole, bool complete);

  /// A write that was to complete the value has failed, and its writer knows.
  void refused() { told_ = true; }

  /// Text was taken that is no value yet, and nobody was told that it came to nothing.
  bool incomplete() const { return started_ && !complete_ && !told_; }

 private:
  bool adds_nothing(const std::string& data, Pieces pieces) const;

  std::string text_;
  off_t start_ = 0;
  bool started_ = false;
  bool complete_ = false;
  bool told_ = false;
};

}  // namespace fs
