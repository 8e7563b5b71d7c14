#include "cli/shell_history.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace cli {

std::vector<std::string> ShellHistory::load() const {
  std::vector<std::string> lines;
  std::ifstream file(file_);
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.size() <= max_lines) return lines;
  bool much = lines.size() > 2 * max_lines;
  lines.erase(lines.begin(), lines.end() - max_lines);
  if (much) write(lines, O_TRUNC);
  return lines;
}

bool ShellHistory::keeps(const std::string& line) {
  return !line.empty() && line.front() != ' ' && line.front() != '\t' &&
         line.find('\n') == line.npos;
}

void ShellHistory::add(const std::string& line) const {
  if (keeps(line)) write({line}, O_APPEND);
}

void ShellHistory::write(const std::vector<std::string>& lines, int flags) const {
  if (file_.empty()) return;
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  if (file < 0) return;
  ::fchmod(file, 0600);
  [[maybe_unused]] auto written = ::write(file, text.data(), text.size());
  ::close(file);
}

std::string history_file(const std::string& program) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path folder;
  if (state && *state == '/') {
    folder = state;
  } else if (home && *home == '/') {
    folder = std::filesystem::path(home) / ".local/state";
  } else {
    return {};
  }
  folder /= "qom-fuse";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return error ? "" : (folder / (program + "_history")).string();
}

}  // namespace cli
