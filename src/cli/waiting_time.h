#pragma once

#include <string>

namespace cli {

/// What is wrong with the value of an option that takes a time to wait: a number of seconds from
/// 0.001 to 1,000,000. Empty if nothing is. CLI::Range would take `nan`.
std::string fault_of_waiting_time(const std::string& text);

}  // namespace cli
