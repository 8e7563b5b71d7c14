#include "qmp/qemu_text.h"

#include <array>
#include <cctype>
#include <cstdio>
#include <utility>

namespace qmp {
namespace {

/// nlohmann's text has no blanks, lower-case escapes and DEL as it is.
void write_string(const Json& value, std::string& text) {
  std::string plain = value.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (plain[at] == '\x7F') {
      text += "\\u007F";
    } else if (plain[at] == '\\') {
      bool is_code = plain[at + 1] == 'u';
      text += {plain[at], plain[at + 1]};
      ++at;
      for (int digit = 0; is_code && digit < 4; ++digit)
        text += static_cast<char>(std::toupper(plain[++at]));
    } else {
      text += plain[at];
    }
  }
}

void write_double(double value, std::string& text) {
  std::array<char, 32> digits;
  int size = std::snprintf(digits.data(), digits.size(), "%.17g", value);
  text.append(digits.data(), static_cast<std::size_t>(size));
}

void write(const Json& value, std::string& text);

void write_object(const Json& value, std::string& text) {
  const char* between = "{";
  for (auto& [name, member] : value.items()) {
    text += std::exchange(between, ", ");
    write_string(name, text);
    text += ": ";
    write(member, text);
  }
  text += value.empty() ? "{}" : "}";
}

void write_array(const Json& value, std::string& text) {
  const char* between = "[";
  for (const Json& element : value) {
    text += std::exchange(between, ", ");
    write(element, text);
  }
  text += value.empty() ? "[]" : "]";
}

void write(const Json& value, std::string& text) {
  if (value.is_object()) {
    write_object(value, text);
  } else if (value.is_array()) {
    write_array(value, text);
  } else if (value.is_string()) {
    write_string(value, text);
  } else if (value.is_number_float()) {
    write_double(value.get<double>(), text);
  } else {
    text += value.dump();
  }
}

}  // namespace

std::string qemu_text(const Json& value) {
  std::string text;
  write(value, text);
  return text;
}

}  // namespace qmp
