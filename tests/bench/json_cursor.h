#pragma once

#include <string_view>

namespace bench {

/// Walks once over the JSON text of an answer and copies nothing. Strings are handed out as they
/// stand between their quotes, escapes included, so they can be put into a command unchanged.
/// Trusts QEMU to send JSON; throws std::runtime_error where the text is not what was asked for.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  /// Takes the character (behind blanks) if it is the next one.
  bool accept(char expected);
  void require(char expected);

  /// Takes a string.
  std::string_view string();
  /// Takes the name of a member and its colon.
  std::string_view key();
  /// Takes any value.
  void skip_value();

 private:
  void skip_blanks();

  const char* at_;
  const char* end_;
};

}  // namespace bench
