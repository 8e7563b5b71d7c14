#include "qmp/request_reader.h"

#include "qmp/code_point.h"

#include <utility>

namespace qmp {
namespace {

using Kind = JsonToken::Kind;

constexpr int max_depth = 1024;  // QEMU's

/// More of a token need not be known in a value that is too large: it may be the name `id`.
constexpr std::size_t longest_name = 64;

}  // namespace

RequestReader::RequestReader(std::size_t most) : most_(most) { lexer_.keep_at_most(most); }

void RequestReader::feed(std::string_view bytes) {
  unread_.erase(0, std::exchange(at_, 0));
  unread_ += bytes;
}

std::optional<RequestReader::Input> RequestReader::next() {
  while (at_ < unread_.size()) {
    bool used = lexer_.take(unread_[at_]);
    auto token = lexer_.token();
    if (used) ++at_;
    if (used && (token || lexer_.in_token() || is_open())) count_byte();
    auto input = token ? take(*token) : std::nullopt;
    if (input) return input;
  }
  return std::nullopt;
}

std::optional<RequestReader::Input> RequestReader::take(const JsonToken& token) {
  if (token.kind == Kind::stray) return refuse_stray(token);
  count(token.kind);
  if (braces_ + brackets_ > max_depth)
    return finish(JsonFault{"JSON nesting depth limit exceeded", std::nullopt});
  builder_.take(token);
  if (size_ > most_) lexer_.keep_at_most(builder_.in_id() ? most_ : longest_name);
  if (is_open()) return std::nullopt;
  return finish();
}

/// One bracket too many ends the value, too.
bool RequestReader::is_open() const {
  return (braces_ > 0 || brackets_ > 0) && braces_ >= 0 && brackets_ >= 0;
}

void RequestReader::count(Kind kind) {
  if (kind == Kind::begin_object) ++braces_;
  if (kind == Kind::end_object) --braces_;
  if (kind == Kind::begin_array) ++brackets_;
  if (kind == Kind::end_array) --brackets_;
}

/// Blanks between two values, and what is skipped after a stray token, do not count.
void RequestReader::count_byte() {
  if (++size_ <= most_) return;
  bool in_id = builder_.in_id();
  if (size_ == most_ + 1) {
    builder_.keep_only_id();
    lexer_.keep_at_most(in_id ? most_ : longest_name);
  } else if (in_id && ++id_size_ > most_) {
    builder_.drop_id();
    lexer_.keep_at_most(longest_name);
  }
}

RequestReader::Input RequestReader::refuse_stray(const JsonToken& token) {
  if (token.cut) return finish(JsonFault{too_large(), std::nullopt});
  std::string_view shown = token.text;
  shown = shown.substr(0, shown.find('\0'));
  return finish(JsonFault{"JSON parse error, stray '" + valid_utf8(shown) + "'", std::nullopt});
}

RequestReader::Input RequestReader::finish() {
  if (!builder_.fault().empty())
    return finish(JsonFault{"JSON parse error, " + builder_.fault(), std::nullopt});
  if (size_ > most_) return finish(JsonFault{too_large(), builder_.id()});
  return finish(Request{builder_.value()});
}

/// What comes next is a new value.
RequestReader::Input RequestReader::finish(Input input) {
  builder_ = JsonBuilder();
  lexer_.keep_at_most(most_);
  braces_ = 0;
  brackets_ = 0;
  size_ = 0;
  id_size_ = 0;
  return input;
}

std::string RequestReader::too_large() const {
  return "a command of over " + std::to_string(most_ / 1024) + " KiB";
}

}  // namespace qmp
