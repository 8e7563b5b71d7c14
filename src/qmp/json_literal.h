#pragma once

#include "qmp/json.h"
#include "qmp/json_token.h"

#include <string>

namespace qmp {

/// What a number, word or string of JSON stands for.
struct JsonLiteral {
  Json value;
  std::string fault;  ///< why it stands for nothing, in QEMU's words; else empty
};

/// Reads a token of kind integer, fraction, word or string as QEMU does. Integers of 64 bits are
/// exact, with and without sign; larger ones become doubles, and what a double cannot hold becomes
/// an infinity.
JsonLiteral read_literal(const JsonToken& token);

}  // namespace qmp
