#include "support/walkers.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace support {
namespace {

constexpr const char* round_mark = "one more round";

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

Walkers::Walkers(const std::vector<std::string>& commands) {
  for (const std::string& command : commands) {
    const Outcome first = run(command, 60s);
    if (first.timed_out) throw std::runtime_error("hangs from the start: " + command);
    for (const std::string& line : lines_of(first.out + first.err)) usual_.insert(line);
  }
  const std::string end = shell_word(directory_ / "end");
  for (const std::string& command : commands) {
    loops_.push_back(std::make_unique<ShellCommand>("exec > " + shell_word(file_of(loops_.size())) +
                                                    " 2>&1; until [ -e " + end + " ]; do " +
                                                    command + "; echo " + round_mark + "; done"));
  }
}

void Walkers::stop() {
  std::ofstream(directory_ / "end") << "end";
  fewest_rounds_ = std::numeric_limits<int>::max();
  for (std::size_t walker = 0; walker < loops_.size(); ++walker) {
    if (loops_[walker]->wait(60s).timed_out) throw std::runtime_error("a walker hangs");
    hear(said_by(walker));
  }
}

bool Walkers::all_went_round() const {
  for (std::size_t walker = 0; walker < loops_.size(); ++walker)
    if (said_by(walker).find(round_mark) == std::string::npos) return false;
  return true;
}

void Walkers::hear(const std::string& text) {
  const auto lines = lines_of(text);
  const auto rounds = std::count(lines.begin(), lines.end(), round_mark);
  fewest_rounds_ = std::min(fewest_rounds_, static_cast<int>(rounds));
  for (const std::string& line : lines)
    if (line != round_mark && !usual_.contains(line)) news_.insert(line);
}

/// A file, since a pipe that nobody empties would stop the walker.
std::string Walkers::file_of(std::size_t walker) const {
  return directory_ / ("said." + std::to_string(walker));
}

std::string Walkers::said_by(std::size_t walker) const {
  std::ostringstream said;
  said << std::ifstream(file_of(walker)).rdbuf();
  return said.str();
}

}  // namespace support
