/// Listings of a hostile QEMU, and a kernel that looks up and forgets: the file names must be legal
/// and the inode table must hold what the kernel holds, neither less nor for ever.
///
/// An input is a row of steps. A digit after a step chooses one of what there is: `0` the first.
///   L D     directory D has a new listing: a line `NAME<tab>TYPE` each, up to an empty line
///   l D I   the kernel looks item I of directory D up
///   p D     the kernel reads the directory with all its attributes
///   s D I   it looks item I of the listing before the last one up, as from an open directory
///   f N C   it forgets C+1 lookups of the Nth inode it holds, or as many as it has
///   F N     it forgets more than it holds
///   d N     an event says that the Nth inode it holds is gone
///   R       QEMU is gone, and another one has come
///   x       nothing that was listed holds any more

#include "fs/inode_table.h"
#include "fs/names.h"

#include "fuzz/input.h"
#include "fuzz/require.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using fs::Ino;
using fs::NamedListing;
using fs::NamedListingPtr;
using fs::Node;
using fuzz::Input;
using fuzz::require;

NamedListingPtr listing_from(Input& input) {
  auto listing = std::make_shared<qom::Listing>();
  for (auto line = input.line(); !line.empty(); line = input.line()) {
    auto tab = std::min(line.find('\t'), line.size());
    std::string_view type = line.substr(std::min(tab + 1, line.size()));
    listing->properties.emplace_back(std::string(line.substr(0, tab)), std::string(type));
  }
  return std::make_shared<const NamedListing>(std::move(listing));
}

bool is_legal(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.size() <= fs::max_name &&
         name.find('/') == name.npos && name.find('\0') == name.npos;
}

void check_names(const NamedListing& names) {
  std::set<std::string> seen;
  for (const NamedListing::Item& item : names.items()) {
    require(is_legal(item.file_name), "file names are legal");
    require(seen.insert(item.file_name).second, "no two items share a file name");
    require(names.find(item.file_name) == &item, "an item is found by its name");
  }
  for (const qom::Property& property : names.listing()->properties)
    require(names.find(fs::file_name(property.name)), "every property has a file");
}

/// The kernel and the file system over one table, with what each of them knows.
class Mount {
 public:
  void step(Input& input) {
    switch (input.byte()) {
      case 'L':
        return list(directory(input), listing_from(input));
      case 'l':
        return look_up(directory(input), input);
      case 'p':
        return look_all_up(directory(input));
      case 's':
        return look_up_stale(directory(input), input);
      case 'f':
        return forget_some(input);
      case 'F':
        return forget(chosen(input), 1'000'000);
      case 'd':
        return detach(chosen(input));
      case 'R':
        return table_.detach(table_.root());
      case 'x':
        return table_.shed();
    }
  }

  void check() {
    std::size_t live = check_below(table_.root());
    std::size_t detached = 0;
    for (auto& [ino, lookups] : held_) {
      Node* node = table_.find(ino);
      require(node, "what the kernel holds is there");
      require(node->lookups == lookups, "the lookups are the kernel's");
      if (!node->detached) continue;
      ++detached;
      require(node->children.empty() && !node->names, "what is gone has nothing below");
    }
    std::erase_if(numbers_, [this](const auto& number) { return !table_.find(number.first); });
    require(table_.size() == live + detached, "the table holds what lives or is held, no more");
  }

  void end() {
    while (!held_.empty()) forget(held_.begin()->first, held_.begin()->second);
    check();
    table_.detach(table_.root());
    require(table_.size() == 1, "in the end there is the root");
  }

 private:
  /// Any live directory that QEMU has a path for, as names_of() demands.
  Node& directory(Input& input) {
    std::vector<Node*> directories;
    collect_directories(table_.root(), directories);
    return *directories[input.index(directories.size())];
  }

  void collect_directories(Node& node, std::vector<Node*>& directories) {
    if (node.kind() == qom::Kind::child && node.object) directories.push_back(&node);
    std::map<std::string, Ino> in_order(node.children.begin(), node.children.end());
    for (auto& [name, ino] : in_order) collect_directories(*table_.find(ino), directories);
  }

  /// 0 if the kernel holds nothing.
  Ino chosen(Input& input) {
    if (held_.empty()) return 0;
    return std::next(held_.begin(), static_cast<long>(input.index(held_.size())))->first;
  }

  void list(Node& directory, NamedListingPtr names) {
    check_names(*names);
    if (directory.names) before_[directory.ino] = directory.names;
    table_.update(directory, std::move(names));
    for (auto& [name, ino] : directory.children) {
      const NamedListing::Item* item = directory.names->find(fs::file_name(name));
      require(item && *item->property == table_.find(ino)->property,
              "what is left of a directory is in its listing");
    }
  }

  void look_up(Node& directory, Input& input) {
    if (!directory.names || directory.names->items().empty()) return;
    auto& items = directory.names->items();
    look_up(directory, *items[input.index(items.size())].property);
  }

  void look_all_up(Node& directory) {
    if (!directory.names) return;
    std::set<Ino> inos;
    for (const NamedListing::Item& item : directory.names->items())
      require(inos.insert(look_up(directory, *item.property)).second, "items differ in number");
  }

  /// A name may have become another thing since it was listed; then it is none of the table's.
  void look_up_stale(Node& directory, Input& input) {
    auto before = before_.find(directory.ino);
    if (before == before_.end() || before->second->items().empty() || !directory.names) return;
    auto& items = before->second->items();
    const NamedListing::Item& item = items[input.index(items.size())];
    const NamedListing::Item* now = directory.names->find(item.file_name);
    if (now && *now->property == *item.property) look_up(directory, *item.property);
  }

  Ino look_up(Node& directory, const qom::Property& property) {
    Ino parent = directory.ino;
    Node& node = table_.child(directory, property);
    require(node.property == property && node.parent == parent && !node.detached,
            "a lookup finds what it asked for");
    note_number(node);
    ++node.lookups;
    ++held_[node.ino];
    return node.ino;
  }

  /// Whatever is not in the table yet, or no more, gets a number above all others.
  void note_number(const Node& node) {
    auto identity = std::make_pair(node.parent, node.property.name + '\t' + node.property.type);
    auto [known, is_new] = numbers_.try_emplace(node.ino, identity);
    if (is_new) require(node.ino > std::exchange(highest_, node.ino), "a number is given once");
    require(known->second == identity, "a number stays with its property");
  }

  void forget_some(Input& input) {
    Ino ino = chosen(input);
    if (ino != 0) forget(ino, std::min<std::uint64_t>(input.index(10) + 1, held_[ino]));
  }

  void forget(Ino ino, std::uint64_t lookups) {
    table_.forget(ino, lookups);
    auto held = held_.find(ino);
    if (held == held_.end()) return;
    held->second -= std::min(held->second, lookups);
    if (held->second == 0) held_.erase(held);
  }

  void detach(Ino ino) {
    if (Node* node = table_.find(ino)) table_.detach(*node);
  }

  /// How many nodes live from here down.
  std::size_t check_below(Node& node) {
    require(!node.detached, "what is below a live node lives");
    require(node.lookups == 0 || held_.count(node.ino), "the kernel holds what it looked up");
    std::size_t live = 1;
    for (auto& [name, ino] : node.children) {
      Node* child = table_.find(ino);
      require(child && child->ino == ino, "children are in the table");
      require(child->parent == node.ino && child->property.name == name,
              "children know their place");
      live += check_below(*child);
    }
    return live;
  }

  fs::InodeTable table_;
  std::map<Ino, std::uint64_t> held_;  // what the kernel would have to forget
  std::map<Ino, NamedListingPtr> before_;
  std::map<Ino, std::pair<Ino, std::string>> numbers_;  // those in the table that were looked up
  Ino highest_ = fuse::root_ino;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  Mount mount;
  while (!input.empty()) {
    mount.step(input);
    mount.check();
  }
  mount.end();
  return 0;
}
