#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/scratch_directory.h"
#include "support/shell.h"

namespace support {

/// Shell commands that are repeated side by side until stop(). What each says the first time,
/// before the others and before anything changes, is what it may say.
class Walkers {
 public:
  /// Runs each command once, then starts all.
  explicit Walkers(const std::vector<std::string>& commands);

  /// Whether each has ended a round since it was started beside the others.
  bool all_went_round() const;

  /// Lets each end its round. Throws std::runtime_error for one that hangs.
  void stop();

  /// What was said, on either output, that was not said the first time; each line once. Valid after
  /// stop().
  const std::set<std::string>& news() const { return news_; }

  /// The rounds of the slowest. Valid after stop().
  int fewest_rounds() const { return fewest_rounds_; }

 private:
  void hear(const std::string& text);
  std::string file_of(std::size_t walker) const;
  std::string said_by(std::size_t walker) const;

  ScratchDirectory directory_;
  std::vector<std::unique_ptr<ShellCommand>> loops_;
  std::set<std::string> usual_;
  std::set<std::string> news_;
  int fewest_rounds_ = 0;
};

}  // namespace support
