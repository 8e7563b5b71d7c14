#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bench {

/// One QMP connection over a UNIX socket, blocking, one command in flight, no ids: the least that a
/// client can do. Owns the connection. Every function throws std::runtime_error when QEMU is not
/// there, refuses to negotiate, hangs up or is silent for half a minute.
class SerialMonitor {
 public:
  /// Connects and negotiates; with oob, QEMU reads the next command in its I/O thread.
  SerialMonitor(const std::string& socket_path, bool oob);
  ~SerialMonitor();
  SerialMonitor(const SerialMonitor&) = delete;
  SerialMonitor& operator=(const SerialMonitor&) = delete;

  /// Sends one command and waits for its answer: a line, valid until the next call. Skips events.
  std::string_view ask(std::string_view command);

  /// What was sent since the negotiation.
  long commands() const { return commands_; }
  long bytes() const { return bytes_; }

 private:
  void send_all(std::string_view text);
  std::string_view next_line();

  int socket_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not handed out yet
  std::size_t end_ = 0;    // of what was received
  long commands_ = 0;
  long bytes_ = 0;
};

/// Whether an answer is one of success.
bool succeeded(std::string_view answer);

}  // namespace bench
