#include "cli/completion.h"

#include "cli/printable.h"
#include "cli/text_width.h"

#include <algorithm>
#include <cctype>

namespace cli {
namespace {

bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](unsigned char letter) {
    return std::isgraph(letter) && letter != '"' && letter != '\'';
  });
}

bool goes_on(std::string_view candidate) {
  return candidate.ends_with('=') || candidate.ends_with('.') || candidate.ends_with('/');
}

}  // namespace

void Completion::offer(std::string_view line, const std::string& candidate) {
  if (candidate.starts_with(line.substr(from)) && is_plain(candidate))
    candidates.push_back(candidate);
}

std::string Completion::addition(std::string_view line) const {
  if (candidates.empty()) return {};
  std::string_view common = candidates.front();
  for (std::string_view candidate : candidates) {
    auto end = std::mismatch(common.begin(), common.end(), candidate.begin(), candidate.end());
    common = common.substr(0, static_cast<std::size_t>(end.first - common.begin()));
  }
  std::string added(common.substr(line.size() - from));
  bool finished = candidates.size() == 1 && !goes_on(candidates.front());
  return finished ? added + ' ' : added;
}

std::string in_columns(const std::vector<std::string>& names, std::size_t width) {
  std::vector<std::string> shown;
  std::size_t widest = 0;
  for (const std::string& name : names) {
    shown.push_back(printable(name));
    widest = std::max(widest, width_of(shown.back()) + 2);
  }
  std::sort(shown.begin(), shown.end());
  std::size_t columns = std::max<std::size_t>(1, width / std::max<std::size_t>(1, widest));
  std::size_t rows = (shown.size() + columns - 1) / columns;
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = row; i < shown.size(); i += rows) {
      text += shown[i];
      if (i + rows < shown.size()) text.append(widest - width_of(shown[i]), ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace cli
