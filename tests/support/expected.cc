#include "support/expected.h"

#include <cerrno>

namespace support {

std::string expected_text(const Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return text + "\n";
}

int expected_read_errno(const Answer& refusal) {
  if (refusal.description.ends_with("is not readable")) return EACCES;
  if (refusal.description == "No crash occurred") return ENODATA;
  return EIO;
}

}  // namespace support
