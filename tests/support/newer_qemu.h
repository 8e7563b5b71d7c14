#pragma once

#include <optional>
#include <string>

namespace support {

/// A second QEMU to test on, $QOM_FUSE_QEMU_NEW; empty when not set.
std::string newer_qemu_program();

/// While it lives, tests start that QEMU instead of their usual one.
class NewerQemu {
 public:
  NewerQemu();
  ~NewerQemu();
  NewerQemu(const NewerQemu&) = delete;
  NewerQemu& operator=(const NewerQemu&) = delete;

 private:
  std::optional<std::string> usual_;
};

}  // namespace support
