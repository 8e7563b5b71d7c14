#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace fs {

/// When something was last written here, or seen to differ from what was seen before: its mtime.
/// Keeps no text, which may be a secret and long, but a hash of the last one. Owned by a Node.
class Modification {
 public:
  using Clock = std::chrono::system_clock;

  explicit Modification(Clock::time_point time = Clock::now()) : time_(time) {}

  /// First that of the node, then that of the last change.
  Clock::time_point time() const { return time_; }

  /// The text as it was just read. True if it differs from the last one; the first differs from
  /// nothing.
  bool saw(std::string_view text);

  /// It was written. `text` is how it will read, if that is known.
  void wrote(std::optional<std::string_view> text);

  /// It has changed. The time is later than any before, also where the clock was set back.
  void changed();

 private:
  Clock::time_point time_;
  std::optional<std::size_t> last_seen_;  // hash
};

}  // namespace fs
