/// What a client of the share sends: every piece of it becomes a value or a sentence, the same ones
/// however the bytes are cut, and what is strict JSON becomes what it says.
///
/// An input is a digit for the limit (0 16 bytes, 1 256, 2 65,536), one for the bytes of a read
/// less one, then the bytes.

#include "qmp/request_reader.h"

#include "fuzz/input.h"
#include "fuzz/require.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using fuzz::Input;
using fuzz::require;
using qmp::Json;
using qmp::JsonFault;
using qmp::Request;
using qmp::RequestReader;
using Inputs = std::vector<RequestReader::Input>;

/// dump() ends the program if that is no UTF-8.
std::string text_of(const RequestReader::Input& input) {
  if (auto* request = std::get_if<Request>(&input)) return request->value.dump();
  auto& fault = std::get<JsonFault>(input);
  require(!fault.text.empty(), "a fault says what is wrong");
  return "fault: " + Json(fault.text).dump() + (fault.id ? fault.id->dump() : "");
}

Inputs read(std::string_view bytes, std::size_t most, std::size_t read_size) {
  RequestReader reader(most);
  Inputs inputs;
  while (!bytes.empty()) {
    std::size_t size = std::min(read_size, bytes.size());
    reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(size);
    while (auto input = reader.next()) inputs.push_back(std::move(*input));
  }
  return inputs;
}

void require_same(const Inputs& one, const Inputs& other) {
  require(one.size() == other.size(), "it does not matter how the bytes are cut");
  for (std::size_t i = 0; i < one.size(); ++i)
    require(text_of(one[i]) == text_of(other[i]), "each value is the same however it is cut");
}

/// A value needs a byte at least for whatever is in it.
void require_small(const RequestReader::Input& input, std::size_t most) {
  constexpr std::size_t longest_escape = 6;
  constexpr std::size_t longest_number = 24;
  if (auto* request = std::get_if<Request>(&input))
    require(request->value.dump().size() <= most * longest_number, "no value is too large");
  if (auto* fault = std::get_if<JsonFault>(&input))
    require(!fault->id || fault->id->dump().size() <= 2 * most * longest_escape * longest_number,
            "no id is too large");
}

/// Of what both parsers take, the value is the same. A newline ends a bare number.
void check_strict_json(std::string_view bytes) {
  Json strict = Json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  if (strict.is_discarded()) return;
  Inputs inputs = read(std::string(bytes) + "\n", bytes.size() + 1, bytes.size() + 1);
  if (inputs.size() != 1) return;
  if (auto* request = std::get_if<Request>(&inputs[0]))
    require(request->value == strict, "strict JSON means the same to both parsers");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  const std::size_t limits[] = {16, 256, 65'536};
  const std::size_t most = limits[input.index(3)];
  const std::size_t read_size = input.index(64) + 1;
  const std::string_view text = input.rest();
  Inputs whole = read(text, most, text.size() + 1);
  for (const RequestReader::Input& one : whole) require_small(one, most);
  require_same(whole, read(text, most, read_size));
  check_strict_json(text);
  return 0;
}
