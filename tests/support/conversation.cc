#include "support/conversation.h"

#include <fstream>
#include <stdexcept>
#include <string_view>

namespace support {
namespace {

std::string repeated(std::string_view count_and_text) {
  const std::size_t star = count_and_text.find('*');
  const int count = std::stoi(std::string(count_and_text.substr(0, star)));
  std::string all;
  for (int i = 0; i < count; ++i) all += count_and_text.substr(star + 1);
  return all;
}

/// %XX, %(N*TEXT) and %% become what they stand for.
std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at + 1);
    if (text[at] != '%') {
      bytes += text[at];
    } else if (rest.starts_with('%')) {
      bytes += '%';
      at += 1;
    } else if (rest.starts_with('(')) {
      const std::size_t end = rest.find(')');
      bytes += repeated(rest.substr(1, end - 1));
      at += end + 1;
    } else {
      bytes += static_cast<char>(std::stoi(std::string(rest.substr(0, 2)), nullptr, 16));
      at += 2;
    }
  }
  return bytes;
}

}  // namespace

std::vector<SaidPiece> read_conversation(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<SaidPiece> pieces;
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    if (text.empty() || text.starts_with('#')) continue;
    std::string exception;
    if (text.starts_with('~')) {
      const std::size_t blank = text.find(' ');
      exception = text.substr(1, blank - 1);
      text.erase(0, blank + 1);
    }
    pieces.push_back({line, exception, unescaped(text)});
  }
  return pieces;
}

}  // namespace support
