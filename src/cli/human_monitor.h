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

  /// Its arguments for that line; nothing if the line only chooses a processor (`cpu N`).
  std::optional<qmp::Json> arguments(const std::string& line);

  /// Completes names of commands, and of what `info` tells, from QEMU's own help.
  asio::awaitable<Completion> complete(std::string line, Ask ask) const;

 private:
  std::optional<int> processor_;
};

}  // namespace cli
