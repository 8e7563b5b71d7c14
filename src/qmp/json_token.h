#pragma once

#include <string>

namespace qmp {

/// The smallest piece of JSON text that means something, as QEMU's parser cuts it.
struct JsonToken {
  enum class Kind {
    begin_object,
    end_object,
    begin_array,
    end_array,
    colon,
    comma,
    integer,
    fraction,  ///< a number with a point or an exponent
    word,      ///< true, false, null, or any other of small letters
    string,    ///< with its quotes and escapes
    stray,     ///< bytes that begin no token, up to the first one that fits nowhere
  };
  Kind kind = Kind::stray;
  std::string text;  ///< its bytes
  bool cut = false;  ///< it was longer than JsonLexer keeps; `text` is empty
};

}  // namespace qmp
