#include "fs/inode_table.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fs {

namespace {

/// About how much memory a node takes, without its listing.
std::size_t bytes_of(const Node& node) {
  constexpr std::size_t in_maps = 128;  // its place in the table and in its directory
  const qom::Property& property = node.property;
  std::size_t path = node.object ? node.object->text().size() : 0;
  return sizeof node + in_maps + node.holder.text().size() + path + 2 * property.name.size() +
         property.type.size();
}

}  // namespace

InodeTable::InodeTable() {
  Node& root = nodes_[fuse::root_ino];
  root.ino = root.parent = fuse::root_ino;
  root.property.type = "child<container>";
  root.object = qom::Path();
}

Node* InodeTable::find(Ino ino) {
  auto found = nodes_.find(ino);
  return found == nodes_.end() ? nullptr : &found->second;
}

Node& InodeTable::child(Node& directory, const qom::Property& property) {
  auto known = directory.children.find(property.name);
  if (known == directory.children.end()) return add(directory, property);
  Node& node = *find(known->second);
  if (node.property == property) return node;
  detach(node);
  return add(directory, property);
}

Node& InodeTable::add(Node& directory, const qom::Property& property) {
  Ino ino = ++last_ino_;
  Node& node = nodes_[ino];
  node.ino = ino;
  node.parent = directory.ino;
  node.holder = *directory.object;
  node.property = property;
  if (node.kind() == qom::Kind::child) node.object = node.holder.child(property.name);
  node.read_only = property.name == "type" && node.kind() == qom::Kind::value;
  directory.children[property.name] = ino;
  bytes_ += bytes_of(node);
  return node;
}

void InodeTable::update(Node& directory, NamedListingPtr names) {
  std::vector<Ino> gone;
  for (auto& [name, ino] : directory.children) {
    const NamedListing::Item* item = names->find(file_name(name));
    if (!item || *item->property != find(ino)->property) gone.push_back(ino);
  }
  for (Ino ino : gone) detach(*find(ino));
  set_names(directory, std::move(names));
}

void InodeTable::set_names(Node& node, NamedListingPtr names) {
  if (node.names) bytes_ -= node.names->bytes();
  node.names = std::move(names);
  if (node.names) bytes_ += node.names->bytes();
}

void InodeTable::shed() {
  std::vector<Ino> unknown;
  for (auto& [ino, node] : nodes_) {
    set_names(node, nullptr);
    if (ino != fuse::root_ino && node.lookups == 0 && node.children.empty()) unknown.push_back(ino);
  }
  for (Ino ino : unknown) detach(*find(ino));
}

void InodeTable::detach(Node& node) {
  detach_children(node);
  set_names(node, nullptr);
  if (node.ino == fuse::root_ino || node.detached) return;
  if (Node* parent = find(node.parent)) parent->children.erase(node.property.name);
  node.detached = true;
  erase_if_unused(node);
}

void InodeTable::detach_children(Node& node) {
  for (auto& [name, ino] : std::exchange(node.children, {}))
    if (Node* child = find(ino)) detach(*child);
}

void InodeTable::forget(Ino ino, std::uint64_t lookups) {
  Node* node = find(ino);
  if (!node) return;
  node->lookups -= std::min(node->lookups, lookups);
  erase_if_unused(*node);
}

/// A live node keeps its number even while the kernel does not know it.
void InodeTable::erase_if_unused(Node& node) {
  if (node.detached && node.lookups == 0) erase(node);
}

void InodeTable::erase(Node& node) {
  bytes_ -= bytes_of(node);
  nodes_.erase(node.ino);
}

}  // namespace fs
