#pragma once

#include "fs/node.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace fs {

/// All nodes by number. Owns them. Used on the loop thread by fs::Filesystem.
///
/// Invariants:
///  1. A number is given once in the life of a mount; the root is 1.
///  2. The same property of the same object keeps its number until it is detached.
///  3. A detached node has no children and is no child; it goes when the kernel holds no more
///  lookups on it.
///
/// What QEMU makes up and the kernel remembers is kept here, so it is bounded: whoever fills the
/// table shed()s when it is crowded() and adds nothing new when it is full().
class InodeTable {
 public:
  /// Some 150,000 nodes; a machine with ten times the usual devices has a sixth of that.
  static constexpr std::size_t max_bytes = 128 << 20;

  InodeTable();

  /// Null if the number was never given or its node is gone.
  Node* find(Ino ino);

  Node& root() { return *find(fuse::root_ino); }

  /// The node of a property of that directory; made if it has none, or one of another type under
  /// the same name.
  Node& child(Node& directory, const qom::Property& property);

  /// Detaches what the directory's new listing has no more, and keeps the listing with the node.
  void update(Node& directory, NamedListingPtr names);

  /// Whether the directory's property has a number already.
  bool knows(const Node& directory, const qom::Property& property) const {
    return directory.children.contains(property.name);
  }

  bool crowded() const { return bytes_ > max_bytes / 2; }
  bool full() const { return bytes_ > max_bytes; }

  /// Lets go of all that can be had again: listings, and nodes that the kernel does not know, which
  /// get another number if they are needed again.
  void shed();

  /// The node and everything below are gone from QEMU. The root only loses its children.
  void detach(Node& node);

  /// The kernel drops lookups; more than it holds count as all.
  void forget(Ino ino, std::uint64_t lookups);

  /// Calls `visit` for every node but the root on which the kernel holds lookups, detached ones
  /// too.
  template <class Visit>
  void for_each_known(Visit visit) const {
    for (auto& [ino, node] : nodes_)
      if (node.lookups > 0 && ino != fuse::root_ino) visit(node);
  }

  std::size_t size() const { return nodes_.size(); }

  /// About how much memory all takes.
  std::size_t bytes() const { return bytes_; }

 private:
  Node& add(Node& directory, const qom::Property& property);
  void detach_children(Node& node);
  void erase_if_unused(Node& node);
  void erase(Node& node);
  void set_names(Node& node, NamedListingPtr names);

  std::unordered_map<Ino, Node> nodes_;  // never moves its elements
  Ino last_ino_ = fuse::root_ino;
  std::size_t bytes_ = 0;
};

}  // namespace fs
