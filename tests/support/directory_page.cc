#include "support/directory_page.h"

#include <linux/fuse.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace support {
namespace {

constexpr std::size_t longest_name = 1024;

template <class Out>
Out front_of(std::string_view bytes) {
  if (bytes.size() < sizeof(Out)) throw std::runtime_error("a directory entry cut short");
  Out out;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}

/// The nodeid of READDIRPLUS comes first, the entry proper behind it.
constexpr std::size_t plus_size = offsetof(fuse_direntplus, dirent);

void check_name(std::string_view name) {
  bool legal = !name.empty() && name.size() <= longest_name && name.find('/') == name.npos;
  if (!legal) throw std::runtime_error("a name the kernel refuses: '" + std::string(name) + "'");
}

}  // namespace

std::vector<PageEntry> parse_page(std::string_view bytes, bool plus) {
  std::vector<PageEntry> entries;
  while (!bytes.empty()) {
    auto nodeid = plus ? front_of<fuse_entry_out>(bytes).nodeid : 0;
    std::size_t at = plus ? plus_size : 0;
    auto head = front_of<fuse_dirent>(bytes.substr(at));
    std::size_t size = FUSE_REC_ALIGN(at + FUSE_NAME_OFFSET + head.namelen);
    if (size > bytes.size()) throw std::runtime_error("a directory entry cut short");
    std::string_view name = bytes.substr(at + FUSE_NAME_OFFSET, head.namelen);
    check_name(name);
    auto next = static_cast<off_t>(head.off);
    entries.push_back({std::string(name), head.ino, nodeid, next, head.type << 12});
    bytes.remove_prefix(size);
  }
  return entries;
}

}  // namespace support
