#include "integration/filesystem/fake_mount.h"

#include "support/kernel_request.h"

#include <fcntl.h>

#include <chrono>

namespace support {
namespace {

FakeMonitor small_machine() {
  FakeMonitor monitor;
  monitor.add_object("/machine", "q35-machine");
  monitor.add_object("/machine/peripheral", "container");
  monitor.add_object(FakeMount::device, "virtio-balloon-pci");
  monitor.set_property(FakeMount::device, "polling", "int", 5);
  monitor.set_property(FakeMount::device, "label", "str", "one");
  monitor.set_property(FakeMount::device, "enabled", "bool", true);
  monitor.set_property(FakeMount::device, "stats", "guest statistics", {{"a", 1}});
  monitor.set_property(FakeMount::device, "bus", "link<PCI>", "");
  return monitor;
}

}  // namespace

fs::Options patient_options() {
  fs::Options options;
  options.uid = 1000;
  options.gid = 1001;
  options.timeout = std::chrono::hours(1);
  options.readahead_timeout = std::chrono::hours(1);
  return options;
}

fs::Options telling_options() {
  fs::Options options = patient_options();
  options.log_refused_reads = true;
  return options;
}

FakeMount::FakeMount(const fs::Options& options)
    : monitor(small_machine()),
      tree(monitor, loop.get_executor(), {options.timeout, options.readahead_timeout}),
      read_ahead(tree, monitor, loop.get_executor()),
      filesystem(loop.get_executor(), tree, read_ahead, notifier, options,
                 [this](const std::string& line) { log.push_back(line); }),
      session(loop, filesystem, notifier),
      kernel(session.kernel) {}

/// A held set would not let the session end.
FakeMount::~FakeMount() { monitor.release(); }

std::uint64_t FakeMount::find(const std::string& path) {
  std::uint64_t inode = fuse::root_ino;
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = path.find('/', at + 1);
    std::string name = path.substr(at + 1, end == path.npos ? path.npos : end - at - 1);
    KernelAnswer answer = kernel.ask(request::lookup(inode, name));
    if (answer.error) return 0;
    inode = answer.as<fuse_entry_out>().nodeid;
    at = end;
  }
  return inode;
}

std::uint64_t FakeMount::open(std::uint64_t inode, int flags) {
  KernelAnswer answer = kernel.ask(request::open(inode, flags));
  return answer.error ? 0 : answer.as<fuse_open_out>().fh;
}

std::string FakeMount::read(std::uint64_t inode, std::uint64_t handle, off_t offset,
                            std::size_t size) {
  KernelAnswer answer = kernel.ask(request::read(inode, handle, offset, size));
  return answer.error ? "errno " + std::to_string(answer.error) : answer.body;
}

int FakeMount::write(std::uint64_t inode, std::uint64_t handle, off_t offset,
                     const std::string& data) {
  KernelAnswer answer = kernel.ask(request::write(inode, handle, offset, data));
  if (answer.error == 0 && answer.as<fuse_write_out>().size != data.size())
    throw std::runtime_error("only a part was written");
  return answer.error;
}

int FakeMount::echo(const std::string& name, const std::string& text) {
  std::uint64_t inode = property(name);
  KernelAnswer opened = kernel.ask(request::open(inode, O_WRONLY | O_TRUNC));
  if (opened.error) return opened.error;
  std::uint64_t handle = opened.as<fuse_open_out>().fh;
  int error = write(inode, handle, 0, text + "\n");
  kernel.ask(request::release(inode, handle));
  return error;
}

std::string FakeMount::present(const std::string& name) const {
  return monitor.value(device, name).dump();
}

std::vector<PageEntry> FakeMount::list(std::uint64_t inode, bool plus, std::size_t page_size) {
  std::uint64_t handle = kernel.ask(request::opendir(inode)).as<fuse_open_out>().fh;
  auto page_at = plus ? request::readdirplus : request::readdir;
  std::vector<PageEntry> all;
  for (off_t offset = 0;;) {
    KernelAnswer answer = kernel.ask(page_at(inode, handle, offset, page_size));
    if (answer.error) throw std::runtime_error("readdir: errno " + std::to_string(answer.error));
    if (answer.body.size() > page_size) throw std::runtime_error("a page larger than asked for");
    auto page = parse_page(answer.body, plus);
    if (page.empty()) break;
    offset = page.back().next;
    all.insert(all.end(), page.begin(), page.end());
  }
  kernel.ask(request::releasedir(inode, handle));
  return all;
}

std::uint64_t FakeMount::lookups_held(const std::vector<std::uint64_t>& inodes) {
  std::uint64_t held = 0;
  for (std::uint64_t inode : inodes)
    if (fs::Node* node = filesystem.inodes().find(inode)) held += node->lookups;
  return held;
}

}  // namespace support
