#include "support/qemu_process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace support {
namespace {

constexpr auto start_limit = std::chrono::seconds(60);
constexpr auto kill_limit = std::chrono::seconds(10);
constexpr auto step = std::chrono::milliseconds(10);

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void become(const std::vector<std::string>& command_line, const std::string& log) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> words;
  for (const std::string& word : command_line) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

std::string with_directory(std::string argument, const std::string& directory) {
  const std::string mark = "@DIR@";
  const std::size_t at = argument.find(mark);
  return at == std::string::npos ? argument : argument.replace(at, mark.size(), directory);
}

}  // namespace

std::string qemu_program() {
  const char* named = getenv("QOM_FUSE_QEMU");
  return named ? named : "qemu-system-x86_64";
}

std::vector<std::string> q35_with_devices() {
  return {"-M",       "q35",
          "-device",  "virtio-balloon-pci,id=bal0",
          "-object",  "iothread,id=io0",
          "-object",  "throttle-group,id=tg0,x-iops-total=100",
          "-object",  "memory-backend-ram,id=mb0,size=16M",
          "-object",  "rng-builtin,id=rng0",
          "-device",  "virtio-rng-pci,id=vrng0,rng=rng0",
          "-object",  "secret,id=sec0,data=open-sesame",
          "-chardev", "null,id=quiet",
          "-chardev", "ringbuf,id=ring",
          "-chardev", "file,id=log,path=@DIR@/log"};
}

std::vector<std::string> bare_machine(const std::string& machine) { return {"-M", machine}; }

QemuProcess::QemuProcess(const std::vector<std::string>& arguments) : arguments_(arguments) {
  start();
}

QemuProcess::~QemuProcess() { kill(); }

std::vector<std::string> QemuProcess::command_line() const {
  std::vector<std::string> words = {qemu_program(),
                                    "-S",
                                    "-nodefaults",
                                    "-display",
                                    "none",
                                    "-accel",
                                    "tcg",
                                    "-qmp",
                                    "unix:" + mount_socket() + ",server=on,wait=off",
                                    "-qmp",
                                    "unix:" + probe_socket() + ",server=on,wait=off"};
  for (const std::string& argument : arguments_) {
    words.push_back(with_directory(argument, directory_.path()));
  }
  return words;
}

void QemuProcess::start() {
  std::filesystem::remove(mount_socket());
  std::filesystem::remove(probe_socket());
  const std::vector<std::string> words = command_line();
  pid_ = fork();
  if (pid_ == 0) become(words, directory_ / "qemu.log");
  if (pid_ < 0) throw std::runtime_error("fork failed");
  wait_until_listening();
}

void QemuProcess::wait_until_listening() {
  const auto end = std::chrono::steady_clock::now() + start_limit;
  while (std::chrono::steady_clock::now() < end) {
    if (std::filesystem::exists(mount_socket()) && std::filesystem::exists(probe_socket())) return;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("QEMU ended at once: " + contents(directory_ / "qemu.log"));
    }
    std::this_thread::sleep_for(step);
  }
  kill();
  throw std::runtime_error("QEMU makes no sockets");
}

void QemuProcess::stop() { ::kill(pid_, SIGSTOP); }

void QemuProcess::resume() { ::kill(pid_, SIGCONT); }

void QemuProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  const auto end = std::chrono::steady_clock::now() + kill_limit;
  while (waitpid(pid_, nullptr, WNOHANG) == 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(step);
  }
  pid_ = -1;
}

}  // namespace support
