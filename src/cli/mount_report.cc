#include "cli/mount_report.h"

namespace cli {
namespace {

std::string state(const MountReport& report) {
  switch (report.qemu) {
    case MountReport::Qemu::serving:
      return "serving QEMU " + report.version + " at " + report.source;
    case MountReport::Qemu::silent:
      return "QEMU " + report.version + " at " + report.source + " does not answer";
    case MountReport::Qemu::gone:
      break;
  }
  return "waiting for QEMU at " + report.source + " (it was " + report.version + ")";
}

/// `2 d 3 h 4 min 5 s`, without what is 0 at the front.
std::string duration(std::chrono::seconds whole) {
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  constexpr Unit units[] = {{86400, " d "}, {3600, " h "}, {60, " min "}};
  std::int64_t left = whole.count();
  std::string text;
  for (const Unit& unit : units) {
    if (!text.empty() || left >= unit.seconds)
      text += std::to_string(left / unit.seconds) + unit.name;
    left %= unit.seconds;
  }
  return text + std::to_string(left) + " s";
}

std::string of(std::uint64_t part, std::uint64_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

}  // namespace

std::string to_text(const MountReport& report) {
  return state(report) + ", up " + duration(report.up) + ", " + std::to_string(report.commands) +
         " commands, at hand were " + of(report.use.listings_at_hand, report.use.listings) +
         " listings and " + of(report.use.values_at_hand, report.use.values) + " values";
}

}  // namespace cli
