#include "qom/number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace qom {
namespace {

using qmp::Error;
using qmp::Failure;

/// What an integer type holds. `int` is signed 64 bit by its name, but some getters answer beyond.
struct Range {
  std::string_view type;
  std::int64_t least;
  std::uint64_t most;
};

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::uint64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t uint64_max = std::numeric_limits<std::uint64_t>::max();

constexpr Range ranges[] = {
    {"int", int64_min, uint64_max},    {"int8", INT8_MIN, INT8_MAX},
    {"int8_t", INT8_MIN, INT8_MAX},    {"int16", INT16_MIN, INT16_MAX},
    {"int16_t", INT16_MIN, INT16_MAX}, {"int32", INT32_MIN, INT32_MAX},
    {"int32_t", INT32_MIN, INT32_MAX}, {"int64", int64_min, int64_max},
    {"int64_t", int64_min, int64_max}, {"uint4", 0, 15},
    {"uint8", 0, UINT8_MAX},           {"uint8_t", 0, UINT8_MAX},
    {"uint16", 0, UINT16_MAX},         {"uint16_t", 0, UINT16_MAX},
    {"uint32", 0, UINT32_MAX},         {"uint32_t", 0, UINT32_MAX},
    {"uint64", 0, uint64_max},         {"uint64_t", 0, uint64_max},
    {"size", 0, uint64_max},           {"usize", 0, uint64_max},
};

const Range* range_of(std::string_view type) {
  auto found = std::find_if(std::begin(ranges), std::end(ranges),
                            [&](const Range& r) { return r.type == type; });
  return found == std::end(ranges) ? nullptr : found;
}

/// Without the text, which may be a secret and goes to logs.
Error no_integer() { return {Failure::invalid_value, "the text is no integer"}; }

Error too_big(std::string_view type) {
  return {Failure::out_of_range, "the number does not fit into " + std::string(type)};
}

/// Takes a suffix off the text: how many bits it shifts by.
unsigned take_suffix(std::string_view& digits) {
  constexpr std::string_view suffixes = "KMGTPE";
  char last = digits.empty() ? '\0' : digits.back();
  if (last >= 'a' && last <= 'z') last = static_cast<char>(last - 'a' + 'A');
  auto index = suffixes.find(last);
  if (index == std::string_view::npos) return 0;
  digits.remove_suffix(1);
  return static_cast<unsigned>(10 * (index + 1));
}

}  // namespace

bool is_integer_type(std::string_view type) { return range_of(type) != nullptr; }

qmp::Result<qmp::Json> parse_integer(std::string_view text, std::string_view type) {
  const Range* known = range_of(type);
  const Range range = known ? *known : Range{"a 64-bit integer", int64_min, uint64_max};
  std::string_view digits = text;
  bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  bool hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (hex) digits.remove_prefix(2);
  unsigned shift = type == "size" && !hex ? take_suffix(digits) : 0;

  std::uint64_t magnitude = 0;
  const char* end = digits.data() + digits.size();
  auto [stop, error] = std::from_chars(digits.data(), end, magnitude, hex ? 16 : 10);
  if (digits.empty() || stop != end || error == std::errc::invalid_argument) return no_integer();
  if (error == std::errc::result_out_of_range || magnitude > (uint64_max >> shift))
    return too_big(range.type);
  magnitude <<= shift;

  negative = negative && magnitude != 0;
  std::uint64_t most = negative ? -static_cast<std::uint64_t>(range.least) : range.most;
  if (magnitude > most) return too_big(range.type);
  return negative ? qmp::Json(static_cast<std::int64_t>(-magnitude)) : qmp::Json(magnitude);
}

}  // namespace qom
