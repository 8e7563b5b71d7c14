#pragma once

#include <clocale>
#include <stdexcept>
#include <string>

namespace support {

/// A locale whose characters are UTF-8, as a terminal's user has it, for as long as it lives.
class Utf8 {
 public:
  Utf8() : before_(std::setlocale(LC_CTYPE, nullptr)) {
    if (!std::setlocale(LC_CTYPE, "C.UTF-8")) throw std::runtime_error("no locale C.UTF-8");
  }
  ~Utf8() { std::setlocale(LC_CTYPE, before_.c_str()); }
  Utf8(const Utf8&) = delete;
  Utf8& operator=(const Utf8&) = delete;

 private:
  std::string before_;
};

}  // namespace support
