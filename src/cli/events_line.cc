#include "cli/events_line.h"

#include "cli/command_line.h"
#include "cli/waiting_time.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace cli {
namespace {

constexpr const char* help =
    R"(Usage: qmp [OPTIONS] events [--count N] [--timeout SEC] [EVENT ...]

Prints each event of a running QEMU as it comes, or only those named, one line
of JSON each, until interrupted.

  --count N      End when there were so many
  --timeout SEC  End after so long; exit status 1 if the count is not reached
  -h, --help     Print this help

`qmp help` lists the events that this QEMU has, `qmp help EVENT` tells what one
of them carries.
)";

}  // namespace

EventsWanted parse_events(std::vector<std::string> words) {
  EventsWanted wanted;
  double seconds = 0;
  std::size_t count = 0;
  CLI::App line("", "qmp events");
  line.set_help_flag("-h,--help");
  auto* counted = line.add_option("--count", count)->check(CLI::Range(1u, 1'000'000'000u));
  auto* limited = line.add_option("--timeout", seconds)->check(fault_of_waiting_time);
  line.add_option("names", wanted.names);
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    line.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    throw Text{help};
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string("events: ") + error.what());
  }
  if (*counted) wanted.count = count;
  if (*limited)
    wanted.limit = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(seconds));
  return wanted;
}

}  // namespace cli
