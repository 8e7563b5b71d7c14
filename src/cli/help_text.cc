#include "cli/help_text.h"

#include <cstddef>
#include <sstream>

namespace cli {
namespace {

constexpr std::size_t columns = 80;

/// Where the text behind the first gap of two blanks begins, else where the line begins.
std::size_t hanging_indent(const std::string& line) {
  std::size_t begin = line.find_first_not_of(' ');
  std::size_t gap = line.find("  ", begin);
  return gap < columns ? line.find_first_not_of(' ', gap) : begin;
}

std::string fitted_line(std::string line) {
  std::string text;
  while (line.size() > columns) {
    std::size_t indent = hanging_indent(line);
    std::size_t blank = line.rfind(' ', columns);
    if (blank == line.npos || blank < indent) break;
    text += line.substr(0, blank) + '\n';
    line.replace(0, blank + 1, indent, ' ');
  }
  return text + line + '\n';
}

}  // namespace

std::string fitted(const std::string& help) {
  std::istringstream lines(help);
  std::string text;
  for (std::string line; std::getline(lines, line);) text += fitted_line(std::move(line));
  return text;
}

}  // namespace cli
