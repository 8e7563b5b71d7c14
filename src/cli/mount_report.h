#pragma once

#include "qmp/message.h"
#include "qom/tree.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace cli {

/// What a mount is doing, for the person who asked by SIGUSR1.
struct MountReport {
  enum class Qemu { serving, silent, gone };

  Qemu qemu = Qemu::serving;
  std::string version;  ///< `7.2.22`; the last one's if it is gone
  std::string source;
  std::chrono::seconds up{};
  std::uint64_t commands = 0;  ///< given to QEMU
  qom::Use use;
};

/// The report as one line.
std::string to_text(const MountReport& report);

}  // namespace cli
