#pragma once

#include "fs/collected_text.h"
#include "fs/last_writer.h"
#include "fs/names.h"
#include "fs/node.h"
#include "qom/value.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace fs {

/// The value as it was read for one handle; later offsets continue it, as on sysfs.
struct Snapshot {
  std::string text;  ///< with its newline
  qom::Clock::time_point asked;
  std::size_t generation = 0;  ///< of all values, see qom::Tree::value_generation
  bool served = false;         ///< a read at offset 0 has seen it; the next one wants a new value
};

/// How writes on a handle are to be read, found out once.
struct WritingShape {
  std::optional<qom::Shape> shape;  ///< nothing: guess from the text
};

struct OpenFile {
  Ino ino = 0;
  int flags = 0;  ///< of open(2)
  std::optional<Snapshot> snapshot;
  std::optional<WritingShape> writing;
  CollectedText collected;
  LastWriter writer;  ///< of what was collected and is no value yet
};

/// A directory as it was listed when it was opened or rewound: offsets index its items, and stay
/// right whatever happens to the directory meanwhile.
struct OpenDirectory {
  Ino ino = 0;
  NamedListingPtr names;
};

/// What the kernel holds open, by the handles it was given. Handles are not reused.
template <class T>
class HandleTable {
 public:
  fuse::Handle add(T item) {
    items_.emplace(++last_, std::move(item));
    return last_;
  }

  /// Null if it was closed.
  T* find(fuse::Handle handle) {
    auto found = items_.find(handle);
    return found == items_.end() ? nullptr : &found->second;
  }

  template <class Predicate>
  bool any(Predicate matches) const {
    return std::any_of(items_.begin(), items_.end(),
                       [&](const auto& item) { return matches(item.second); });
  }

  void remove(fuse::Handle handle) { items_.erase(handle); }

 private:
  std::unordered_map<fuse::Handle, T> items_;
  fuse::Handle last_ = 0;
};

}  // namespace fs
