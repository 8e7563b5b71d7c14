#pragma once

#include <cstddef>

namespace qmp {

/// Follows JSON text byte by byte just far enough to know how deep its braces and brackets are
/// nested. It tells where a value ends (depth back at 0) without parsing it; it does not tell
/// whether it is valid.
class JsonScanner {
 public:
  void take(char byte) {
    if (in_string_) {
      take_in_string(byte);
    } else if (byte == '"') {
      in_string_ = true;
    } else if (byte == '{' || byte == '[') {
      ++depth_;
    } else if ((byte == '}' || byte == ']') && depth_ > 0) {
      --depth_;
    }
  }

  std::size_t depth() const { return depth_; }

  /// Inside an object, an array or a string.
  bool open() const { return depth_ > 0 || in_string_; }

 private:
  void take_in_string(char byte) {
    if (escaped_) {
      escaped_ = false;
    } else if (byte == '\\') {
      escaped_ = true;
    } else if (byte == '"') {
      in_string_ = false;
    }
  }

  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace qmp
