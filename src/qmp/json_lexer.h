#pragma once

#include "qmp/json_token.h"

#include <cstddef>
#include <optional>
#include <string>

namespace qmp {

/// Cuts what a client of a monitor sends into tokens, byte by byte, as QEMU does: strings may have
/// single quotes, words and numbers end with the byte behind them. After a stray token it skips to
/// where QEMU looks for a token again: a bracket, comma, colon or newline, or the bytes that
/// clients send to be heard again (0xFF, 0x1B: a token that is stray itself).
class JsonLexer {
 public:
  /// Takes a byte, and says whether it was used up. One that ends the number or word before it is
  /// not: it comes again after token().
  bool take(char byte);

  /// The token that ended with the last byte, once.
  std::optional<JsonToken> token();

  /// Within a token.
  bool in_token() const { return state_ != State::between && state_ != State::recovery; }

  /// A token of more than `most` bytes, this one or a later one, is not kept but cut.
  void keep_at_most(std::size_t most) { most_ = most; }

 private:
  enum class State {
    between,
    recovery,
    string,
    escape,
    minus,
    zero,
    digits,
    point,
    decimals,
    exponent,
    exponent_sign,
    exponent_digits,
    word,
    ended,  // a number or word, before this byte
    stray,  // this byte fits nowhere
  };

  State after_start(char byte);
  State after_string_byte(char byte);
  static State after_number_byte(State state, char byte);
  State next_state(char byte);
  void keep(char byte);
  void end_token(JsonToken::Kind kind);

  State state_ = State::between;
  char quote_ = '"';  // of the string
  std::string text_;
  bool cut_ = false;
  std::size_t most_ = static_cast<std::size_t>(-1);
  std::optional<JsonToken> token_;
};

}  // namespace qmp
