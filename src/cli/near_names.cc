#include "cli/near_names.h"

#include "cli/printable.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace cli {
namespace {

constexpr std::size_t most_names = 3;

/// `_` and `-`, small letters and capitals are easily taken for each other.
char folded(char letter) {
  if (letter == '_') return '-';
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

/// How many letters have to be put in, taken out or changed to get from one name to the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t(0));
  for (char letter : from) {
    std::size_t corner = row[0]++;
    for (std::size_t i = 1; i < row.size(); ++i) {
      std::size_t changed = corner + (folded(letter) == folded(to[i - 1]) ? 0 : 1);
      corner = row[i];
      row[i] = std::min({changed, row[i] + 1, row[i - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view name, const qmp::Schema::Commands& known) {
  constexpr std::size_t longest = 100;  // longer ones are nobody's slip
  if (name.size() > longest) return {};
  std::vector<std::pair<std::size_t, std::string>> near;
  for (auto& [candidate, about] : known) {
    std::size_t far = distance(name, candidate);
    if (far <= std::max<std::size_t>(1, name.size() / 3)) near.emplace_back(far, candidate);
  }
  std::sort(near.begin(), near.end());
  if (near.size() > most_names) near.resize(most_names);
  std::string text;
  for (std::size_t i = 0; i < near.size(); ++i) {
    text += i == 0 ? "; did you mean " : i + 1 == near.size() ? " or " : ", ";
    text += printable(near[i].second);
  }
  return text.empty() ? text : text + '?';
}

std::string did_you_mean(std::string_view name, const qmp::Schema& schema) {
  std::string commands = did_you_mean(name, schema.commands());
  return commands.empty() ? did_you_mean(name, schema.events()) : commands;
}

}  // namespace cli
