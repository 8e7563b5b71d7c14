#pragma once

#include <string>
#include <string_view>

namespace support {

/// A connection to a QMP monitor, real or shared, that says any bytes at all and shows the answers
/// as they come. It owns the connection. Every wait is bounded: what does not come in time, or a
/// hang-up, is a std::runtime_error.
class MonitorWire {
 public:
  /// Connects, and waits while nobody listens yet. Nothing is read or said, not even the greeting.
  explicit MonitorWire(const std::string& socket);
  ~MonitorWire();
  MonitorWire(const MonitorWire&) = delete;
  MonitorWire& operator=(const MonitorWire&) = delete;

  void send(std::string_view bytes);

  /// In one packet each.
  void send_byte_by_byte(std::string_view bytes);

  /// The next line that comes, without its end.
  std::string line();

 private:
  int fd_ = -1;
  std::string buffer_;
};

}  // namespace support
