#include "fs/filesystem.h"
#include "fs/link_text.h"

#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <string>

namespace fs {

asio::awaitable<fuse::Result<std::string>> Filesystem::readlink(Ino ino) {
  auto node = live(ino);
  if (!node) co_return node.error();
  if ((*node)->kind() != qom::Kind::link) co_return fuse::Errno(EINVAL);
  qom::Path holder = (*node)->holder;
  std::string name = (*node)->property.name;
  read_ahead_.visited(qom::Step(qom::Kind::link, holder, name));
  std::size_t generation = tree_.structure_generation();
  auto target = co_await tree_.link_target(holder, name);
  if (!target) co_return failed(ino, target.error(), Attempt::read);
  std::string text = link_text(holder, *target);
  if (note_link(ino, text, generation)) notifier_.drop_attributes(ino);
  co_return text;
}

/// As note_seen, of a link whose target was asked for when the structure had that generation.
bool Filesystem::note_link(Ino ino, std::string_view text, std::size_t generation) {
  bool changed = note_seen(ino, text);
  if (Node* node = inodes_.find(ino)) node->size_generation = generation;
  return changed;
}

/// A link's length outlives its target in the cache: it is good until QEMU's objects change, as far
/// as anybody tells. Not so where nothing is to be taken from memory.
void Filesystem::note_link_at_hand(Node& node) {
  std::size_t generation = tree_.structure_generation();
  if (auto target = tree_.target_at_hand(node.holder, node.property.name)) {
    note_link(node.ino, link_text(node.holder, *target), generation);
  } else if (node.size_generation != generation || !tree_.keeps_structure()) {
    node.size.reset();
  }
}

/// The links of an object may point elsewhere now.
void Filesystem::forget_link_lengths(const Node& directory) {
  for (auto& [name, ino] : directory.children) {
    Node* link = inodes_.find(ino);
    if (!link || link->kind() != qom::Kind::link || !link->size) continue;
    link->size.reset();
    notifier_.drop_attributes(ino);
  }
}

}  // namespace fs
