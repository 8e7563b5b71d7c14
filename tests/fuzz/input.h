#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

/// The bytes that drive one run of a fuzz target, taken from the front. Text on purpose: the kept
/// inputs can be read and written by hand.
class Input {
 public:
  Input(const std::uint8_t* bytes, std::size_t size)
      : rest_(reinterpret_cast<const char*>(bytes), size) {}

  bool empty() const { return rest_.empty(); }

  /// NUL at the end of the input.
  char byte() {
    if (empty()) return '\0';
    char first = rest_.front();
    rest_.remove_prefix(1);
    return first;
  }

  /// One of `count` things, which must not be 0; `0` stands for the first, `1` for the second...
  std::size_t index(std::size_t count) { return static_cast<unsigned char>(byte() - '0') % count; }

  std::string_view take(std::size_t size) {
    std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// Up to the next newline, which is taken but not returned.
  std::string_view line() {
    std::string_view text = take(std::min(rest_.find('\n'), rest_.size()));
    byte();
    return text;
  }

  std::string_view rest() { return take(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace fuzz
