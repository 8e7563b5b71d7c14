#include "fs/collected_text.h"

#include <cerrno>
#include <utility>

namespace fs {

fuse::Result<std::string> CollectedText::with(const std::string& data, off_t offset,
                                              bool append) const {
  bool starts = append ? !started_ : offset == 0;
  bool extends = started_ && (append || offset == static_cast<off_t>(text_.size()));
  if (!starts && !extends) return fuse::Errno(EINVAL);
  std::string text = starts ? data : text_ + data;
  if (text.size() > max_bytes) return fuse::Errno(EFBIG);
  return text;
}

void CollectedText::take(std::string text, bool complete) {
  text_ = std::move(text);
  started_ = true;
  incomplete_ = !complete;
}

}  // namespace fs
