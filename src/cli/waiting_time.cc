#include "cli/waiting_time.h"

#include <charconv>
#include <system_error>

namespace cli {

std::string fault_of_waiting_time(const std::string& text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, seconds);
  bool fits = error == std::errc() && stop == end && seconds >= 0.001 && seconds <= 1e6;
  return fits ? "" : "'" + text + "' is not a number of seconds from 0.001 to 1000000";
}

}  // namespace cli
