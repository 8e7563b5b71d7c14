#pragma once

#include "fs/modification.h"
#include "fs/names.h"
#include "fuse/types.h"
#include "qom/path.h"
#include "qom/property.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace fs {

using fuse::Ino;

/// One property of one object as the kernel knows it: a directory, a symlink or a file. Owned by
/// InodeTable; held across a suspension only by its number, since it may be gone afterwards.
struct Node {
  Ino ino = 0;
  Ino parent = 0;                   ///< the directory; the root is its own
  qom::Path holder;                 ///< the object that has the property
  qom::Property property;           ///< for the root: a child without a name
  std::optional<qom::Path> object;  ///< a directory's object; nothing if QEMU cannot address it

  std::uint64_t lookups = 0;  ///< how many the kernel holds
  bool detached = false;      ///< QEMU has it no more; kept until the kernel forgets it

  /// When the kernel was last told of it, and when it was made to look again for what had taken its
  /// place, if ever; see Filesystem::live.
  std::optional<qom::Clock::time_point> told;
  std::optional<qom::Clock::time_point> sent_back;

  /// Of the last value read, in bytes with the newline; of a link's text, as it was when the
  /// structure of QEMU's objects had that generation (see qom::Tree).
  std::optional<std::size_t> size;
  std::size_t size_generation = 0;
  Modification modification;  ///< of a value, a target, or a directory's listing
  bool read_only = false;     ///< QEMU is known to refuse writing

  NamedListingPtr names;                          ///< a directory's last listing
  std::optional<qom::Clock::time_point> missed;   ///< when that last missed the deadline
  std::unordered_map<std::string, Ino> children;  ///< by QOM name: those that have a number

  qom::Kind kind() const { return property.kind(); }
};

}  // namespace fs
