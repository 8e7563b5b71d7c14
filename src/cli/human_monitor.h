#pragma once

#include "cli/ask.h"
#include "cli/completion.h"
#include "qmp/json.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace cli {

/// The human monitor (HMP) behind a QMP one: lines go out as they are, text comes back. QEMU keeps
/// nothing between the lines, so the chosen processor is remembered here.
class HumanMonitor {
 public:
  /// The QMP command that carries the lines.
  static constexpr const char* carrier = "human-monitor-command";

  /// Its arguments for that line.
  qmp::Json arguments(const std::string& line) const;

  /// Takes QEMU's text in answer to that line. If the line was `cpu N`, the next ones go to that
  /// processor, unless QEMU had something to say; then throws UsageError with it.
  void take_answer(const std::string& line, const std::string& text);

  /// Takes QEMU's refusal of a line. The processor may have been unplugged meanwhile: then the next
  /// lines go where they went at first; throws UsageError that says so.
  void take_refusal(const qmp::Error& error);

  /// Completes names of commands, and of what `info` tells, from QEMU's own help.
  asio::awaitable<Completion> complete(std::string line, Ask ask) const;

 private:
  std::string present_processor() const;

  std::optional<int> processor_;
};

}  // namespace cli
