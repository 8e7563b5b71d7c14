#include "qmp/wire_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace qmp {
namespace {

bool is_infinite(const Json& value) {
  return value.is_number_float() && std::isinf(value.get<double>());
}

bool holds_infinite(const Json& value) {
  if (!value.is_structured()) return is_infinite(value);
  return std::any_of(value.begin(), value.end(), holds_infinite);
}

std::string plain(const Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

void write(const Json& value, std::string& text) {
  if (is_infinite(value)) {
    text += value.get<double>() < 0 ? "-1e400" : "1e400";
  } else if (!value.is_structured() || value.empty()) {
    text += plain(value);
  } else {
    char between = value.is_object() ? '{' : '[';
    for (auto entry = value.begin(); entry != value.end(); ++entry) {
      text += std::exchange(between, ',');
      if (value.is_object()) text += plain(entry.key()) + ':';
      write(*entry, text);
    }
    text += value.is_object() ? '}' : ']';
  }
}

}  // namespace

std::string wire_text(const Json& value) {
  if (!holds_infinite(value)) return plain(value);
  std::string text;
  write(value, text);
  return text;
}

}  // namespace qmp
