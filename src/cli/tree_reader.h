#pragma once

#include "cli/object_tree.h"
#include "qom/monitor.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace cli {

namespace asio = boost::asio;

/// Reads an object and what is below, once, as quickly as QEMU can tell. Two commands are with QEMU
/// at any time, so that it reads one while it runs the other; they ask for many objects at once
/// where QEMU (10.1 and later) has qom-list-get, else for one listing or value. What `child<T>`
/// says already is not asked for. Objects that vanish meanwhile are left out;
/// a value that breaks QEMU's answer hides only itself. Used by qom-tree and
/// qom-list; used up by one read().
class TreeReader {
 public:
  struct Wanted {
    std::size_t depth = max_depth;  ///< levels below the object that is asked for
    bool values = true;
  };

  static constexpr std::size_t max_depth = 64;           ///< real machines have about 10 levels
  static constexpr std::size_t max_objects = 1'000'000;  ///< a tree that never ends is no tree

  /// The monitor must outlive the reader.
  TreeReader(qom::Monitor& monitor, asio::any_io_executor executor, Wanted wanted);

  /// Fails as the command for that first object does, or when the connection ends.
  asio::awaitable<qmp::Result<std::unique_ptr<ObjectNode>>> read(qom::Path path);

 private:
  using Objects = std::vector<ObjectNode*>;
  struct Unread {
    ObjectNode* object;
    std::size_t index;  // of the property
  };

  asio::awaitable<void> work();
  asio::awaitable<void> step();
  asio::awaitable<void> describe(Objects objects);
  asio::awaitable<void> list(ObjectNode* object);
  asio::awaitable<void> get(Unread unread);

  bool can_describe() const { return wanted_.values && monitor_.batch_limit() > 0; }
  Objects take_batch();
  void take(ObjectNode& object, const qom::Description& description);
  void take(ObjectNode& object, const std::vector<qom::Property>& properties);
  void adopt_child(ObjectNode& object, const qom::Property& property);
  void note_missing(ObjectNode& object, const qmp::Error& error);

  qom::Monitor& monitor_;
  Wanted wanted_;
  std::deque<ObjectNode*> unseen_;  // not asked for yet
  std::deque<Objects> parts_;  // halves of batches that failed: one of their objects is to blame
  std::deque<Unread> unread_;
  std::size_t objects_ = 0;
  std::size_t busy_ = 0;     // commands with QEMU
  asio::steady_timer more_;  // never expires; cancelled when there may be more to do
  std::optional<qmp::Error> failure_;
};

}  // namespace cli
