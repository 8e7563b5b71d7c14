#pragma once

#include <chrono>
#include <string>

#include "support/monitor_probe.h"

namespace support {

/// Hears the events of a machine on a monitor of its own. It owns one connection; connecting is
/// tried again while QEMU starts. All calls throw std::runtime_error when nothing comes in time.
class EventWatch {
 public:
  using Clock = std::chrono::steady_clock;

  explicit EventWatch(const std::string& socket);
  ~EventWatch();
  EventWatch(const EventWatch&) = delete;
  EventWatch& operator=(const EventWatch&) = delete;

  /// Waits for the next event of that name whose data has that value as that member; all others on
  /// the way are passed by. The moment when it was heard.
  Clock::time_point wait_for(const std::string& event, const std::string& member,
                             const Json& value);

 private:
  Json read_message();

  int fd_ = -1;
  std::string buffer_;
};

}  // namespace support
