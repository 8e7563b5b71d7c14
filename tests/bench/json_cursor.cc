#include "bench/json_cursor.h"

#include <cstring>
#include <stdexcept>

namespace bench {

void JsonCursor::skip_blanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\r' || *at_ == '\n' || *at_ == '\t')) ++at_;
}

bool JsonCursor::accept(char expected) {
  skip_blanks();
  if (at_ == end_ || *at_ != expected) return false;
  ++at_;
  return true;
}

void JsonCursor::require(char expected) {
  if (!accept(expected)) throw std::runtime_error("QEMU's answer is not what was asked for");
}

std::string_view JsonCursor::string() {
  require('"');
  const char* begin = at_;
  while (at_ != end_ && *at_ != '"') at_ += (*at_ == '\\' && end_ - at_ > 1) ? 2 : 1;
  const std::string_view text(begin, at_ - begin);
  require('"');
  return text;
}

std::string_view JsonCursor::key() {
  const std::string_view name = string();
  require(':');
  return name;
}

void JsonCursor::skip_value() {
  int depth = 0;
  do {
    skip_blanks();
    if (at_ == end_) throw std::runtime_error("QEMU's answer ends too early");
    if (*at_ == '"') {
      string();
    } else if (std::strchr("[{", *at_)) {
      ++depth, ++at_;
    } else if (std::strchr("]}", *at_)) {
      --depth, ++at_;
    } else if (std::strchr(",:", *at_)) {
      ++at_;
    } else {
      while (at_ != end_ && !std::strchr(",:]} \r\n", *at_)) ++at_;
    }
  } while (depth > 0);
}

}  // namespace bench
