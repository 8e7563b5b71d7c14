#include "fs/filesystem.h"

#include <boost/asio/post.hpp>

#include <utility>

namespace fs {

void Filesystem::apply(const qom::Change& change) {
  for (const qom::Path& object : change.removed) detach(object);
  if (change.structure) {
    tree_.drop_structure();
    expire_names();
  }
  for (const qom::Path& object : change.touched) tree_.drop_values_of(object);
  if (change.values) tree_.drop_values();
  if (change.values || !change.touched.empty()) forget_sizes();
}

void Filesystem::machine_gone() {
  machine_is_gone_ = true;
  tree_.forget(qom::Path());
  inodes_.detach(inodes_.root());
  expire_names();
}

void Filesystem::machine_came() {
  machine_is_gone_ = false;
  expire_names();
}

/// Once for all the events that have come together: there may be a flood of them. Answers that were
/// given before are then with the kernel, too.
void Filesystem::expire_names() {
  if (std::exchange(expiry_scheduled_, true)) return;
  asio::post(executor_, [this] {
    expiry_scheduled_ = false;
    expire_names_now();
  });
}

/// The kernel asks again for every name it knows before it uses it. Where that would take the
/// working directory from under a shell, directories that are still there are left to their
/// time-out; one that went is noticed by its inode.
void Filesystem::expire_names_now() {
  if (notifier_.expire_all()) return;
  bool spare = !notifier_.spares_directories();
  inodes_.for_each_known([&](const Node& node) {
    if (spare && node.kind() == qom::Kind::child && !node.detached) return;
    notifier_.expire(node.parent, file_name(node.property.name));
  });
  expire_gone_again(3);
}

/// A listing that the kernel was reading when its names were expired brings those back that have
/// gone, which it can tell only if it has epochs.
void Filesystem::expire_gone_again(int times) {
  constexpr std::chrono::milliseconds reading(10);
  if (times == 0) return;
  again_.expires_after(reading);
  again_.async_wait([this, times](const boost::system::error_code& error) {
    if (error) return;  // there was news, and another round of this
    inodes_.for_each_known([this](const Node& node) {
      if (node.detached) notifier_.expire(node.parent, file_name(node.property.name));
    });
    expire_gone_again(times - 1);
  });
}

/// The kernel asks again for the size of every file whose value may have changed.
void Filesystem::forget_sizes() {
  for (Ino ino : std::exchange(sized_, {})) {
    Node* node = inodes_.find(ino);
    if (!node || !node->size) continue;
    node->size.reset();
    notifier_.drop_attributes(ino);
  }
}

void Filesystem::detach(const qom::Path& object) {
  tree_.forget(object);
  if (Node* node = node_of(object)) inodes_.detach(*node);
}

/// Null if the kernel was never told of the object.
Node* Filesystem::node_of(const qom::Path& object) {
  Node* node = &inodes_.root();
  for (std::string_view name : object.components()) {
    auto child = node->children.find(std::string(name));
    if (child == node->children.end()) return nullptr;
    node = inodes_.find(child->second);
  }
  return node;
}

}  // namespace fs
