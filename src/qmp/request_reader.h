#pragma once

#include "qmp/json.h"
#include "qmp/json_builder.h"
#include "qmp/json_lexer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace qmp {

/// A JSON value that a client of a monitor sent: any value, also one that is no object. Strings are
/// UTF-8, \u0000 is a NUL byte. A number beyond a double, as 1e400, is an infinity.
struct Request {
  Json value;
};

/// Why there is no value in this place of a client's bytes.
struct JsonFault {
  std::string text;        ///< what QEMU's `desc` says in that place; valid UTF-8
  std::optional<Json> id;  ///< of a command that is too large; QEMU gives none for a parse error
};

/// Reads what a client of a monitor sends as QEMU's own JSON parser does, with its extensions
/// (single quotes), its sentences, its limit of 1,024 levels and its way of going on after a fault.
/// A value is there as soon as its last bracket is; a bare number or word once the byte behind it
/// is. No sockets: qmp::SharePeer feeds the bytes.
class RequestReader {
 public:
  using Input = std::variant<Request, JsonFault>;

  /// A value of more than `most` bytes is refused at its end and not kept, only its id is.
  explicit RequestReader(std::size_t most);

  /// Takes bytes as they come. Call next() until it has nothing more before the next bytes are fed:
  /// what is unread is kept.
  void feed(std::string_view bytes);

  /// The next value or fault, in order of arrival.
  std::optional<Input> next();

 private:
  std::optional<Input> take(const JsonToken& token);
  bool is_open() const;
  void count(JsonToken::Kind kind);
  void count_byte();
  Input refuse_stray(const JsonToken& token);
  Input finish();
  Input finish(Input input);
  std::string too_large() const;

  std::size_t most_;
  std::string unread_;
  std::size_t at_ = 0;  // the next byte of it
  JsonLexer lexer_;
  JsonBuilder builder_;
  int braces_ = 0;           // open ones, less than 0 if one too many was closed
  int brackets_ = 0;         // open ones, as QEMU counts: apart from the braces
  std::size_t size_ = 0;     // of the value that is read, so far
  std::size_t id_size_ = 0;  // of its id, from where it has become too large
};

}  // namespace qmp
