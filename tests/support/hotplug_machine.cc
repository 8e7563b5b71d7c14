#include "support/hotplug_machine.h"

#include <stdexcept>
#include <vector>

#include "support/daemon.h"
#include "support/shell.h"

namespace support {
namespace {

std::vector<std::string> arguments() {
  std::vector<std::string> words = q35_with_devices();
  words.insert(words.end(),
               {"-device", "pcie-root-port,id=rp0", "-device", "qemu-xhci,id=xhci,bus=rp0", "-qmp",
                "unix:@DIR@/events.sock,server=on,wait=off"});
  return words;
}

}  // namespace

HotplugMachine::HotplugMachine(const std::string& options)
    : qemu_(arguments()),
      probe_(qemu_.probe_socket()),
      events_(qemu_.directory() / "events.sock"),
      mountpoint_(std::chrono::seconds(280)) {
  const Outcome outcome =
      run(shell_word(qom_fuse_program()) + " -o " + shell_word(options) + " " +
          shell_word(qemu_.mount_socket()) + " " + shell_word(mountpoint_.path()));
  if (outcome.status != 0) throw std::runtime_error("no mount: " + outcome.err);
}

void HotplugMachine::plug() {
  Json arguments;
  arguments["driver"] = "usb-tablet";
  arguments["bus"] = "xhci.0";
  arguments["id"] = "dyn";
  execute("device_add", arguments);
}

HotplugMachine::Clock::time_point HotplugMachine::unplug() {
  Json arguments;
  arguments["id"] = "dyn";
  execute("device_del", arguments);
  return events_.wait_for("DEVICE_DELETED", "path", device);
}

void HotplugMachine::execute(const std::string& command, const Json& arguments) {
  const Answer answer = probe_.execute(command, arguments);
  if (!answer.ok) throw std::runtime_error(command + ": " + answer.description);
}

}  // namespace support
