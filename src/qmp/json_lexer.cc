#include "qmp/json_lexer.h"

#include <string_view>
#include <utility>

namespace qmp {
namespace {

using Kind = JsonToken::Kind;

bool is_control(char byte) { return static_cast<unsigned char>(byte) < 0x20; }
bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return byte >= 'a' && byte <= 'z'; }

/// Bytes that are in no character of UTF-8, not even of its old form with six bytes.
bool is_never_text(char byte) { return static_cast<unsigned char>(byte) >= 0xFE; }

std::optional<Kind> mark(char byte) {
  switch (byte) {
    case '{':
      return Kind::begin_object;
    case '}':
      return Kind::end_object;
    case '[':
      return Kind::begin_array;
    case ']':
      return Kind::end_array;
    case ':':
      return Kind::colon;
    case ',':
      return Kind::comma;
    default:
      return std::nullopt;
  }
}

bool ends_recovery(char byte) {
  return mark(byte) || is_never_text(byte) || (is_control(byte) && byte != '\t');
}

}  // namespace

bool JsonLexer::take(char byte) {
  if (state_ == State::recovery) {
    if (!ends_recovery(byte)) return true;
    state_ = State::between;
  }
  State before = state_;
  state_ = next_state(byte);
  if (state_ == State::ended) {
    bool whole = before == State::zero || before == State::digits;
    end_token(before == State::word ? Kind::word : whole ? Kind::integer : Kind::fraction);
    return false;
  }
  if (in_token()) keep(byte);
  if (state_ == State::stray) {
    end_token(Kind::stray);
    state_ = State::recovery;
  }
  return true;
}

std::optional<JsonToken> JsonLexer::token() { return std::exchange(token_, std::nullopt); }

JsonLexer::State JsonLexer::next_state(char byte) {
  switch (state_) {
    case State::between:
      return after_start(byte);
    case State::string:
    case State::escape:
      return after_string_byte(byte);
    case State::word:
      return is_letter(byte) ? State::word : State::ended;
    default:
      return after_number_byte(state_, byte);
  }
}

JsonLexer::State JsonLexer::after_start(char byte) {
  if (auto kind = mark(byte)) {
    text_ = byte;
    end_token(*kind);
    return State::between;
  }
  if (is_blank(byte)) return State::between;
  if (byte == '"' || byte == '\'') {
    quote_ = byte;
    return State::string;
  }
  if (is_letter(byte)) return State::word;
  if (byte == '0') return State::zero;
  if (is_digit(byte)) return State::digits;
  return byte == '-' ? State::minus : State::stray;
}

/// Which escapes there are is for the parser to know.
JsonLexer::State JsonLexer::after_string_byte(char byte) {
  if (is_control(byte) || is_never_text(byte)) return State::stray;
  if (state_ == State::escape) return State::string;
  if (byte == '\\') return State::escape;
  if (byte != quote_) return State::string;
  keep(byte);
  end_token(Kind::string);
  return State::between;
}

/// QEMU does not know an exponent behind a lone 0.
JsonLexer::State JsonLexer::after_number_byte(State state, char byte) {
  bool digit = is_digit(byte);
  bool exponent = byte == 'e' || byte == 'E';
  switch (state) {
    case State::minus:
      return byte == '0' ? State::zero : digit ? State::digits : State::stray;
    case State::zero:
      return digit ? State::stray : byte == '.' ? State::point : State::ended;
    case State::digits:
      if (digit) return State::digits;
      return byte == '.' ? State::point : exponent ? State::exponent : State::ended;
    case State::point:
      return digit ? State::decimals : State::stray;
    case State::decimals:
      return digit ? State::decimals : exponent ? State::exponent : State::ended;
    case State::exponent:
      if (byte == '+' || byte == '-') return State::exponent_sign;
      return digit ? State::exponent_digits : State::stray;
    case State::exponent_sign:
      return digit ? State::exponent_digits : State::stray;
    default:
      return digit ? State::exponent_digits : State::ended;
  }
}

void JsonLexer::keep(char byte) {
  cut_ = cut_ || text_.size() >= most_;
  if (cut_) {
    text_ = std::string();
  } else {
    text_ += byte;
  }
}

void JsonLexer::end_token(Kind kind) {
  token_ = JsonToken{kind, std::exchange(text_, std::string()), std::exchange(cut_, false)};
  state_ = State::between;
}

}  // namespace qmp
