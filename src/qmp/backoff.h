#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace qmp {

/// Pauses between attempts: each about twice as long as the one before, up to a limit. Each is up
/// to a quarter shorter than that by chance, so that many mounts of one host that has come back do
/// not all knock at once. Used by qmp::Client, one for each time that QEMU has gone.
class Backoff {
 public:
  Backoff(std::chrono::nanoseconds first, std::chrono::nanoseconds last)
      : pause_(first), last_(last) {}

  std::chrono::nanoseconds next() {
    auto whole = std::min(pause_, last_);
    pause_ = whole * 2;
    std::uniform_int_distribution<std::chrono::nanoseconds::rep> shorter(0, whole.count() / 4);
    return whole - std::chrono::nanoseconds(shorter(random_));
  }

 private:
  std::chrono::nanoseconds pause_;
  std::chrono::nanoseconds last_;
  std::minstd_rand random_{std::random_device()()};
};

}  // namespace qmp
