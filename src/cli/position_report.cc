#include "cli/position_report.h"

#include <charconv>
#include <string_view>

namespace cli {
namespace {

constexpr std::string_view opening = "\033[";

enum class Reading { none, begun, whole };

struct Report {
  Reading reading = Reading::none;
  std::size_t size = 0;
  CursorPosition position = {};
};

/// A number and the letter behind it, from the start of `rest`, which they are taken from.
Reading take_number(std::string_view& rest, std::size_t& number, char letter) {
  auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  bool all = end == rest.data() + rest.size();
  if (all) return Reading::begun;
  if (error != std::errc() || *end != letter || number == 0) return Reading::none;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  return Reading::whole;
}

/// What stands at the start of `text`, which begins with an escape character.
Report read_report(std::string_view text) {
  if (opening.starts_with(text)) return {Reading::begun};
  if (!text.starts_with(opening)) return {};
  Report report;
  std::string_view rest = text.substr(opening.size());
  report.reading = take_number(rest, report.position.row, ';');
  if (report.reading == Reading::whole)
    report.reading = take_number(rest, report.position.column, 'R');
  report.size = text.size() - rest.size();
  return report;
}

}  // namespace

std::optional<CursorPosition> PositionReports::take(std::string& bytes) {
  if (expected_ == 0) return std::nullopt;
  for (auto at = bytes.find('\033'); at != bytes.npos; at = bytes.find('\033', at + 1)) {
    Report report = read_report(std::string_view(bytes).substr(at));
    if (report.reading != Reading::whole) continue;
    bytes.erase(at, report.size);
    --expected_;
    return report.position;
  }
  return std::nullopt;
}

std::size_t PositionReports::keys_in(const std::string& bytes) const {
  auto at = bytes.rfind('\033');
  if (expected_ == 0 || at == bytes.npos) return bytes.size();
  bool begun = read_report(std::string_view(bytes).substr(at)).reading == Reading::begun;
  return begun ? at : bytes.size();
}

}  // namespace cli
