#pragma once

#include <chrono>

namespace fuse {

/// Decides whether to look for the kernel's next request by polling or to sleep. A request that has
/// to wake a sleeping process on another CPU costs 40-50 us, against 10 when the process is
/// looking; tools send theirs in bursts, each some microseconds after the last answer. So it polls
/// for a moment after an answer, while that keeps paying, and never when nothing is going on. Fed
/// with times by Session.
class BusyWait {
 public:
  using Clock = std::chrono::steady_clock;

  /// How long after an answer the next request is worth waiting for awake.
  static constexpr std::chrono::microseconds longest{50};

  /// The last open request was answered.
  void answered(Clock::time_point now) { answered_ = now; }

  /// Requests have come.
  void served(Clock::time_point now) {
    constexpr std::chrono::microseconds wake_up{
        100};  // a sleeper would have seen a prompt request that late
    bool prompt = now - answered_ < longest + wake_up;
    credit_ = prompt ? (credit_ < most_credit ? credit_ + 1 : credit_) : credit_ / 2;
  }

  /// Whether to poll once more.
  bool goes_on(Clock::time_point now) const {
    return credit_ >= enough_credit && now - answered_ < longest;
  }

 private:
  static constexpr int most_credit = 16;
  static constexpr int enough_credit = 4;

  Clock::time_point answered_;  // long ago
  int credit_ = 0;
};

}  // namespace fuse
