#include "qom/sentence.h"

#include "qom/number.h"
#include "qom/value.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace qom {
namespace {

constexpr std::string_view dots = "...";

/// Shorter ones would be found within words that have nothing to do with them.
constexpr std::size_t long_enough_anywhere = 4;

/// No QEMU says more about one property; a hostile one would fill the log, and hours.
constexpr std::size_t longest = 2000;

/// What was written may have as many parts as bytes, and each is looked for.
constexpr std::size_t longest_written = 4000;

/// What QEMU says before a name that it quotes. "Invalid parameter 'x'" quotes a value.
constexpr std::string_view before_names[] = {"Property ",           "property ",  "Parameter ",
                                             "parameter type for ", "on device ", "(type "};

void add_scalars(const Json& value, std::vector<std::string>& words) {
  if (value.is_structured()) {
    for (const Json& part : value) add_scalars(part, words);
  } else {
    words.push_back(to_text(value));
  }
}

/// Whatever of the written text QEMU may repeat.
std::vector<std::string> words_of(std::string_view written) {
  std::vector<std::string> words = {std::string(written)};
  if (auto value = guess_from_text(written)) add_scalars(*value, words);
  if (auto integer = parse_integer(written, "size")) words.push_back(to_text(*integer));
  std::erase(words, "");
  return words;
}

bool is_in_word(std::string_view text, std::size_t at) {
  return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at]));
}

/// Marks where the word stands in the text.
void mark(std::string_view text, std::string_view word, std::vector<bool>& hidden) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    bool part = (at > 0 && is_in_word(text, at - 1)) || is_in_word(text, at + word.size());
    if (part && word.size() < long_enough_anywhere) continue;
    auto first = hidden.begin() + static_cast<std::ptrdiff_t>(at);
    std::fill_n(first, word.size(), true);
  }
}

/// All words are looked for in the text as it is, so none is found in what hides another.
std::string hide(std::string_view text, const std::vector<std::string>& words) {
  std::vector<bool> hidden(text.size());
  for (const std::string& word : words) mark(text, word, hidden);
  std::string fit;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!hidden[at]) {
      fit += text[at];
    } else if (at == 0 || !hidden[at - 1]) {
      fit += dots;
    }
  }
  return fit;
}

bool is_quote(char byte) { return byte == '\'' || byte == '"'; }

/// The quote that ends what was opened before `at`; the end of the text if none does. An apostrophe
/// within a word is neither.
std::size_t end_of_quote(std::string_view text, std::size_t at, char quote) {
  while (at < text.size() && (text[at] != quote || is_in_word(text, at + 1))) ++at;
  return at;
}

bool ends_before_a_name(std::string_view text) {
  return std::any_of(std::begin(before_names), std::end(before_names),
                     [&](std::string_view words) { return text.ends_with(words); });
}

std::string hide_quoted(std::string_view text) {
  std::string fit;
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool opens = is_quote(text[at]) && (at == 0 || !is_in_word(text, at - 1));
    if (!opens) {
      fit += text[at];
      continue;
    }
    std::size_t end = end_of_quote(text, at + 1, text[at]);
    std::string_view quoted = text.substr(at + 1, end - at - 1);
    bool is_name = ends_before_a_name(text.substr(0, at));
    fit += text[at];
    fit += is_name ? quoted : dots;
    if (end < text.size()) fit += text[end];
    at = end;
  }
  return fit;
}

}  // namespace

std::string without_values(std::string_view sentence, std::string_view written) {
  if (sentence.size() > longest) return "a sentence too long to repeat";
  if (written.size() > longest_written) return "a sentence about a value too long to look for";
  return hide_quoted(hide(sentence, words_of(written)));
}

}  // namespace qom
