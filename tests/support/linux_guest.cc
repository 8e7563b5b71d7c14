#include "support/linux_guest.h"

#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/daemon.h"
#include "support/shell.h"

namespace support {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto boot_limit = std::chrono::seconds(120);
constexpr auto stats_limit = std::chrono::seconds(30);
constexpr auto step = std::chrono::milliseconds(50);

std::vector<std::string> arguments() {
  const std::string folder = guest_folder();
  return {"-M",      "q35",
          "-m",      std::to_string(LinuxGuest::memory >> 20),
          "-kernel", folder + "/vmlinuz",
          "-initrd", folder + "/initrd",
          "-append", "console=ttyS0 quiet panic=-1",
          "-serial", "file:@DIR@/console.log",
          "-device", "virtio-balloon-pci,id=bal0",
          "-qmp",    "unix:@DIR@/events.sock,server=on,wait=off"};
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string guest_folder() {
  const char* named = getenv("QOM_FUSE_GUEST");
  return named ? named : "";
}

LinuxGuest::LinuxGuest(const std::string& options)
    : qemu_(arguments()),
      probe_(qemu_.probe_socket()),
      events_(qemu_.directory() / "events.sock"),
      mountpoint_(std::chrono::seconds(280)) {
  boot();
  start_statistics();
  mount(options);
}

void LinuxGuest::boot() {
  if (!probe_.execute("cont").ok) throw std::runtime_error("the guest cannot run");
  const std::string console = qemu_.directory() / "console.log";
  const auto end = Clock::now() + boot_limit;
  while (contents(console).find("the guest is up") == std::string::npos) {
    if (Clock::now() > end) throw std::runtime_error("the guest is not up: " + contents(console));
    std::this_thread::sleep_for(step);
  }
}

void LinuxGuest::mount(const std::string& options) {
  const Outcome outcome =
      run(shell_word(qom_fuse_program()) + " -o " + shell_word(options) + " " +
          shell_word(qemu_.mount_socket()) + " " + shell_word(mountpoint_.path()));
  if (outcome.status != 0) throw std::runtime_error("no mount: " + outcome.err);
}

void LinuxGuest::start_statistics() {
  const Answer answer = probe_.set(balloon, "guest-stats-polling-interval", 1);
  if (!answer.ok) throw std::runtime_error("no statistics: " + answer.description);
  newer_stats();
}

void LinuxGuest::inflate_to(std::int64_t bytes) {
  Json arguments;
  arguments["value"] = bytes;
  const Answer answer = probe_.execute("balloon", arguments);
  if (!answer.ok) throw std::runtime_error("balloon: " + answer.description);
  events_.wait_for("BALLOON_CHANGE", "actual", bytes);
}

/// Twice: what is told first may have been asked for before the call.
Json LinuxGuest::newer_stats() {
  Json last = stats();
  const auto end = Clock::now() + stats_limit;
  for (int told = 0; told < 2;) {
    if (Clock::now() > end) throw std::runtime_error("the balloon tells no statistics");
    std::this_thread::sleep_for(step);
    Json now = stats();
    if (now["last-update"] != last["last-update"]) ++told;
    last = std::move(now);
  }
  return last;
}

Json LinuxGuest::stats() { return probe_.value(balloon, "guest-stats"); }

}  // namespace support
