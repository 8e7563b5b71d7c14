#include "qmp/shell_word.h"

namespace qmp {
namespace {

constexpr std::string_view special = " \t\n\r\v\f'\"\\`$&|;<>()*?[]{}!#~";

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && text.find_first_of(special) == text.npos) return std::string(text);
  std::string word = "'";
  for (char byte : text) {
    if (byte == '\'') {
      word += "'\\''";
    } else {
      word += byte;
    }
  }
  return word + "'";
}

}  // namespace qmp
