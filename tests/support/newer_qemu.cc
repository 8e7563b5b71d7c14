#include "support/newer_qemu.h"

#include <stdlib.h>

namespace support {
namespace {

constexpr const char* usual_variable = "QOM_FUSE_QEMU";

}  // namespace

std::string newer_qemu_program() {
  const char* named = getenv("QOM_FUSE_QEMU_NEW");
  return named ? named : "";
}

NewerQemu::NewerQemu() {
  if (const char* usual = getenv(usual_variable)) usual_ = usual;
  setenv(usual_variable, newer_qemu_program().c_str(), 1);
}

NewerQemu::~NewerQemu() {
  if (usual_) {
    setenv(usual_variable, usual_->c_str(), 1);
  } else {
    unsetenv(usual_variable);
  }
}

}  // namespace support
