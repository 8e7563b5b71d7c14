#include "support/libvirt_guest.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <thread>

#include "support/qemu_process.h"

namespace support {
namespace {

constexpr auto start_limit = 30s;

bool is_root() { return geteuid() == 0; }

/// Commands that leave root behind: libvirtd is the system's, when root runs it.
std::string ordinary_user() {
  return is_root() ? "setpriv --reuid 65534 --regid 65534 --clear-groups --pdeathsig KILL "
                   : "setpriv --pdeathsig KILL ";
}

/// A PID namespace ends all its processes with its first one, which has to reap them, too.
std::string in_namespace(const std::string& command) {
  const std::string user = is_root() ? "" : "--user --map-current-user ";
  return "exec setpriv --pdeathsig KILL unshare " + user +
         "--pid --fork --kill-child --mount-proc bash -c " + shell_word(command + " & wait");
}

void wait_for(const std::string& path, const ShellCommand& maker) {
  const auto end = std::chrono::steady_clock::now() + start_limit;
  while (!std::filesystem::exists(path)) {
    if (!maker.running()) throw std::runtime_error("ended without making " + path);
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("nobody made " + path);
    std::this_thread::sleep_for(10ms);
  }
}

std::string monitor(const std::string& socket) {
  return "<qemu:arg value='-qmp'/><qemu:arg value='unix:" + socket + ",server=on,wait=off'/>";
}

}  // namespace

std::string missing_for_libvirt() {
  for (const char* program : {"libvirtd", "virsh", "virt-qemu-qmp-proxy", "setpriv", "unshare"})
    if (run(std::string("PATH=$PATH:/usr/sbin command -v ") + program).status != 0)
      return std::string("no ") + program;
  const char* driver = "libvirt/connection-driver/libvirt_driver_qemu.so";
  if (run(std::string("ls /usr/lib*/") + driver + " /usr/lib/*/" + driver + " | grep .").status)
    return "libvirtd has no driver for QEMU";
  const Outcome isolated = run(in_namespace("true"));
  return isolated.status == 0 ? "" : "no PID namespace: " + isolated.err;
}

LibvirtGuest::LibvirtGuest() {
  write_configuration();
  start_libvirtd();
  create();
  start_proxy();
}

void LibvirtGuest::write_configuration() const {
  for (const char* name : {"run", "cache", "data", "conf", "conf/libvirt"})
    std::filesystem::create_directory(folder_ / name);
  chmod((folder_ / "run").c_str(), 0700);
  std::ofstream(folder_ / "conf/libvirt/qemu.conf")
      << "stdio_handler = \"file\"\nsecurity_driver = \"none\"\n"
         "cgroup_controllers = []\nnamespaces = []\n";
  const std::string qemu = run("command -v " + shell_word(qemu_program())).out;
  std::ofstream(folder_ / "guest.xml")
      << "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
      << "<name>guest</name><uuid>45d25bd0-365d-4dec-85b5-1d464e154c42</uuid>"
      << "<memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>"
      << "<devices><emulator>" << qemu.substr(0, qemu.find('\n')) << "</emulator>"
      << "<memballoon model='virtio'/></devices><qemu:commandline>" << monitor(mount_socket())
      << monitor(probe_socket()) << "<qemu:arg value='-object'/><qemu:arg value='iothread,id=io0'/>"
      << "</qemu:commandline></domain>\n";
  if (is_root()) run("chown -R 65534:65534 " + shell_word(folder_.path()));
}

std::string LibvirtGuest::as_user(const std::string& command) const {
  const std::string folder = shell_word(folder_.path());
  return ordinary_user() +
         "env -i LC_ALL=C LIBVIRT_AUTOSTART=0 PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=" + folder +
         " XDG_RUNTIME_DIR=" + folder + "/run XDG_CONFIG_HOME=" + folder +
         "/conf XDG_CACHE_HOME=" + folder + "/cache XDG_DATA_HOME=" + folder + "/data " + command;
}

void LibvirtGuest::start_libvirtd() {
  libvirtd_ = std::make_unique<ShellCommand>(in_namespace(as_user("libvirtd")));
  wait_for(folder_ / "run/libvirt/libvirt-sock", *libvirtd_);
}

void LibvirtGuest::start_proxy() {
  proxy_ = std::make_unique<ShellCommand>(
      "exec " +
      as_user("virt-qemu-qmp-proxy -c qemu:///session guest " + shell_word(proxy_socket())));
  wait_for(proxy_socket(), *proxy_);
}

void LibvirtGuest::virsh(const std::string& words) const {
  const Outcome outcome = run(as_user("virsh -q -c qemu:///session " + words), start_limit);
  if (outcome.status != 0) throw std::runtime_error("virsh " + words + ": " + outcome.err);
}

void LibvirtGuest::destroy() { virsh("destroy guest"); }

void LibvirtGuest::create() { virsh("create --paused " + shell_word(folder_ / "guest.xml")); }

}  // namespace support
