#include "fs/collected_text.h"

#include <cerrno>
#include <utility>

namespace fs {

fuse::Result<CollectedText::Whole> CollectedText::with(const std::string& data, off_t offset,
                                                       bool append, Pieces pieces) const {
  bool rewinds = !append && offset == 0;
  bool follows =
      started_ && !rewinds && (append || offset == start_ + static_cast<off_t>(text_.size()));
  bool is_over = complete_ && pieces != Pieces::of_string && text_.ends_with('\n');
  Whole whole{data, offset};
  if (follows && adds_nothing(data, pieces)) {
    whole = {text_ + data, start_, true};
  } else if (follows && !is_over) {
    whole = {text_ + data, start_};
  } else if (!rewinds && !follows && !(append && !started_) && pieces != Pieces::of_scalar) {
    return fuse::Errno(EINVAL);
  }
  if (whole.text.size() > max_bytes) return fuse::Errno(EFBIG);
  return whole;
}

/// The newline that ends a value is no part of it, and around JSON blanks mean nothing.
bool CollectedText::adds_nothing(const std::string& data, Pieces pieces) const {
  if (!complete_) return false;
  bool ends_value = data == "\n" && !text_.ends_with('\n');
  bool is_blank = data.find_first_not_of(" \t\r\n") == data.npos;
  return ends_value || (pieces == Pieces::of_structure && is_blank);
}

void CollectedText::take(Whole whole, bool complete) {
  text_ = std::move(whole.text);
  start_ = whole.start;
  started_ = true;
  complete_ = complete;
  told_ = false;
}

}  // namespace fs
