#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace qmp {

/// Follows JSON text byte by byte just far enough to know how deep its braces and brackets are
/// nested. It tells where a value ends (depth back at 0) without parsing it, not whether it is
/// valid; and what a parser would choke on: deep nesting, and crowds of members, which nlohmann's
/// ordered objects search one by one.
class JsonScanner {
 public:
  void take(char byte) {
    if (in_string_) {
      take_in_string(byte);
    } else if (byte == '"') {
      in_string_ = true;
    } else if (byte == '{' || byte == '[') {
      ++depth_;
      if (depth_ <= max_depth) room_[depth_] = byte == '{' ? max_members : max_elements;
    } else if (byte == ',') {
      if (depth_ <= max_depth) crowded_ |= --room_[depth_] == 0;
    } else if ((byte == '}' || byte == ']') && depth_ > 0) {
      --depth_;
    }
  }

  static constexpr std::size_t max_depth = 64;  ///< real values nest 3 deep
  static constexpr std::size_t max_elements =
      16'384;  ///< of an array; the largest real listing has 867
  static constexpr std::size_t max_members =
      1'024;  ///< of an object; the largest real one, of a CPU's features, has some 400

  std::size_t depth() const { return depth_; }

  /// More members in one object, or elements in one array, than that.
  bool crowded() const { return crowded_; }

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
  std::array<std::size_t, max_depth + 1> room_ = {};  // at each depth, for more of them
  bool crowded_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace qmp
