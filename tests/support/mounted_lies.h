#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/mounted.h"
#include "support/played_machine.h"

namespace support {

/// A played machine, mounted. It must outlive the lies told: at its end the honest part still
/// answers, from the daemon that was there at the beginning.
class MountedLies {
 public:
  explicit MountedLies(PlayedMachine& machine, const std::string& options = "deadline=2")
      : qemu_([&machine](const Json& command) { return machine.answer(command); }),
        mounted_(qemu_.socket(), options),
        daemon_(daemon_of(mounted_.path())) {}

  ~MountedLies() {
    EXPECT_EQ(daemon_of(mounted_.path()), daemon_);
    const FileRead honest = read_file(mounted_("/objects/io0/poll-max-ns"));
    EXPECT_EQ(errno_text(honest.open_error), errno_text(0));
    EXPECT_NE(honest.text, "");
  }
  MountedLies(const MountedLies&) = delete;
  MountedLies& operator=(const MountedLies&) = delete;

  std::string operator()(const std::string& qom_path) const { return mounted_(qom_path); }
  pid_t daemon() const { return daemon_; }

 private:
  PlayedQemu qemu_;
  Mounted mounted_;
  pid_t daemon_;
};

}  // namespace support
