#include "cli/shell_line.h"

#include "cli/command_line.h"
#include "qmp/json.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace cli {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char letter) { return blanks.find(letter) != blanks.npos; }

bool is_quote(char letter) { return letter == '"' || letter == '\''; }

/// Behind the closing quote of the text that begins with one; nothing if there is none.
std::optional<std::size_t> end_of_quoted(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text.front()) {
      return i + 1;
    }
  }
  return std::nullopt;
}

/// Behind the bracket that closes the first one.
std::optional<std::size_t> end_of_brackets(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char letter = text[i];
    if (is_quote(letter)) {
      auto size = end_of_quoted(text.substr(i));
      if (!size) return std::nullopt;
      i += *size - 1;
    } else if (letter == '{' || letter == '[') {
      ++depth;
    } else if ((letter == '}' || letter == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::nullopt;
}

/// Where the value begins: behind the first `=` of the word, else at its first letter.
std::size_t value_of(std::string_view word) {
  auto end = std::find_if(word.begin(), word.end(), is_blank);
  auto equals = std::find(word.begin(), end, '=');
  bool quoted = is_quote(word.front()) || word.front() == '{' || word.front() == '[';
  return equals == end || quoted ? 0 : static_cast<std::size_t>(equals - word.begin()) + 1;
}

/// How many letters of `line`, which begins with a word, are that word; nothing if it stays open.
std::optional<std::size_t> size_of_word(std::string_view line) {
  std::size_t at = value_of(line);
  if (at < line.size()) {
    bool brackets = line[at] == '{' || line[at] == '[';
    std::optional<std::size_t> size = 0;
    if (brackets) size = end_of_brackets(line.substr(at));
    if (is_quote(line[at])) size = end_of_quoted(line.substr(at));
    if (!size) return std::nullopt;
    at += *size;
  }
  return std::min(line.find_first_of(blanks, at), line.size());
}

/// The text that QEMU's two kinds of quotes stand for.
std::string unquoted(const std::string& value) {
  if (end_of_quoted(value) != value.size())
    throw UsageError("there is text behind the closing quote of " + value);
  if (value.front() == '"') {
    auto parsed = qmp::Json::parse(value, nullptr, false);
    if (parsed.is_discarded()) throw UsageError(value + " is no JSON string");
    return parsed;
  }
  std::string text;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '\\') ++i;
    text += value[i];
  }
  return text;
}

void take_brackets(ShellLine& line) {
  auto& words = line.words;
  if (words.size() > 1 && words[0] == "transaction" && words[1] == "(") {
    words.erase(words.begin());
    words[0] = "transaction(";
  }
  if (!words.empty() && words[0] == "transaction(") {
    line.opens = true;
    words.erase(words.begin());
  }
  if (!words.empty() && words.back() == ")") {
    line.closes = true;
    words.pop_back();
  }
}

}  // namespace

std::vector<ShellWord> split_shell_line(std::string_view line) {
  std::vector<ShellWord> words;
  for (std::size_t at = 0; (at = line.find_first_not_of(blanks, at)) != line.npos;) {
    auto rest = line.substr(at);
    auto size = size_of_word(rest);
    words.push_back({at, std::string(rest.substr(0, size.value_or(rest.size()))), !size});
    at += words.back().text.size();
  }
  return words;
}

ShellLine parse_shell_line(std::string_view text) {
  ShellLine line;
  for (ShellWord& word : split_shell_line(text)) {
    if (line.words.empty() && word.text.front() == '#') return line;
    if (word.open) throw UsageError("a quote or bracket is not closed: " + word.text);
    line.words.push_back(std::move(word.text));
  }
  take_brackets(line);
  if (line.words.empty()) return line;
  line.command = line.words.front();
  line.words.erase(line.words.begin());
  return line;
}

Written written_arguments(const std::vector<std::string>& words) {
  Written written;
  for (const std::string& word : words) {
    auto at = word.find('=');
    if (at == word.npos) throw UsageError("'" + word + "' is no argument; write NAME=VALUE");
    bool quoted = at + 1 < word.size() && is_quote(word[at + 1]);
    std::string value = quoted ? unquoted(word.substr(at + 1)) : word.substr(at + 1);
    Written& place = write_argument(written, word.substr(0, at + 1) + value);
    place.is_string = quoted;
  }
  return written;
}

}  // namespace cli
