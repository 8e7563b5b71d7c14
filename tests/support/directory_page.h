#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// One entry of a page of READDIR or READDIRPLUS.
struct PageEntry {
  std::string name;
  std::uint64_t inode = 0;   ///< what d_ino shows
  std::uint64_t nodeid = 0;  ///< of READDIRPLUS: what now has one more lookup; 0 for none
  off_t next = 0;            ///< where the kernel goes on after this entry
  mode_t type = 0;           ///< S_IFDIR and so on
};

/// Reads a page as the kernel does. Throws std::runtime_error where the kernel would fail the
/// whole readdir: a name that is empty, over-long or holds `/`, or an entry cut short.
std::vector<PageEntry> parse_page(std::string_view bytes, bool plus);

}  // namespace support
