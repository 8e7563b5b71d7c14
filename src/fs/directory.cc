#include "fs/attributes.h"
#include "fs/filesystem.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace fs {
namespace {

/// A listing this young is trusted to tell that a name does not exist.
constexpr std::chrono::milliseconds trusted_absence(50);

constexpr off_t dots = 2;  // `.` and `..` come before the items

/// An entry without an inode: the kernel asks for it by name if anyone wants to know more.
fuse::Entry numberless_entry(const qom::Property& property, const Options& options) {
  constexpr ino_t unknown_ino = 0xffffffff;  // what the kernel itself shows for these
  Node node;
  node.property = property;
  fuse::Entry entry;
  entry.attributes.status = attributes(node, options);
  entry.attributes.status.st_ino = unknown_ino;
  return entry;
}

}  // namespace

asio::awaitable<fuse::Result<fuse::Entry>> Filesystem::lookup(Ino parent, std::string name) {
  if (name.size() > max_name) co_return fuse::Errno(ENAMETOOLONG);
  auto names = co_await names_of(parent, options_.timeout);
  if (!names) co_return names.error();
  bool retry = !(*names)->find(name) && (*names)->listing()->age() > trusted_absence;
  if (retry) names = co_await names_of(parent, trusted_absence);
  if (!names) co_return names.error();
  const NamedListing::Item* item = (*names)->find(name);
  auto directory = live(parent);
  if (!directory) co_return directory.error();
  if (!item) co_return fuse::Errno(ENOENT);
  Node* node = node_of_item(**directory, *item->property);
  if (!node) co_return fuse::Errno(ENOMEM);
  note_at_hand(*node);
  tell(*node);
  co_return entry_of(*node, *(*names)->listing());
}

/// The kernel knows of it now, once more.
void Filesystem::tell(Node& node) {
  ++node.lookups;
  node.told = qom::Clock::now();
}

/// The directory's listing, at most `max_age` old, with the inode table brought up to it.
asio::awaitable<fuse::Result<NamedListingPtr>> Filesystem::names_of(
    Ino directory, std::chrono::nanoseconds max_age) {
  auto node = live(directory);
  if (!node) co_return node.error();
  if ((*node)->kind() != qom::Kind::child) co_return fuse::Errno(ENOTDIR);
  if (!(*node)->object)
    co_return fuse::Errno(ENXIO);  // "no such address": QEMU has no path for such a name
  qom::Path object = *(*node)->object;
  auto listing = co_await tree_.list(object, max_age);
  bool overtaken = listing && !tree_.is_current(**listing);  // by an event, while it was on its way
  if (overtaken) listing = co_await tree_.list(object, max_age);
  if (!listing) co_return failed(directory, listing.error(), Attempt::read);
  if (inodes_.crowded()) relieve();
  node = live(directory);
  if (!node) co_return node.error();
  note_names(**node, std::move(*listing));
  co_return (*node)->names;
}

/// Keeps the listing, unless a newer one has come meanwhile.
void Filesystem::note_names(Node& directory, qom::ListingPtr listing) {
  const NamedListingPtr known = directory.names;
  if (known && known->listing()->asked >= listing->asked) return;
  bool differs = known && known->listing()->properties != listing->properties;
  inodes_.update(directory, std::make_shared<const NamedListing>(std::move(listing)));
  if (!differs) return;
  directory.modification.changed();
  notifier_.drop_attributes(directory.ino);
}

/// The kernel may keep an entry as long as the listing that told of it.
fuse::Entry Filesystem::entry_of(const Node& node, const qom::Listing& listing) const {
  return {node.ino, {attributes(node, options_), tree_.remaining(listing)}};
}

asio::awaitable<fuse::Result<Handle>> Filesystem::opendir(Ino ino) {
  auto directory = live(ino);
  if (!directory) co_return directory.error();
  if ((*directory)->object) read_ahead_.visited(qom::Step(*(*directory)->object));
  auto names = co_await names_of(ino, options_.timeout);
  if (!names) co_return names.error();
  OpenDirectory open{ino, std::move(*names)};
  co_return directories_.add(std::move(open));
}

asio::awaitable<fuse::Result<>> Filesystem::readdir(Ino ino, Handle handle, off_t offset,
                                                    fuse::DirectoryBuffer& page) {
  if (offset == 0) {
    auto names = co_await names_of(ino, options_.timeout);
    if (!names) co_return names.error();
    if (OpenDirectory* open = directories_.find(handle)) open->names = std::move(*names);
  }
  OpenDirectory* open = directories_.find(handle);
  if (!open) co_return fuse::Errno(EBADF);
  if (machine_is_gone_) co_return fuse::Errno(EHOSTDOWN);
  auto directory = live_open(ino);
  if (!directory) co_return directory.error();
  if (!add_dots(**directory, offset, page)) co_return fuse::Result<>();
  auto index = static_cast<std::size_t>(std::max(offset, dots) - dots);
  while (index < open->names->items().size() && add_item(**directory, *open, index, page)) ++index;
  co_return fuse::Result<>();
}

bool Filesystem::add_dots(const Node& node, off_t offset, fuse::DirectoryBuffer& page) {
  fuse::Entry self{node.ino, attributes_of(node)};
  fuse::Entry parent = self;
  parent.attributes.status.st_ino = node.parent;
  if (offset < 1 && !page.add(".", self, 1)) return false;
  return offset >= dots || page.add("..", parent, dots);
}

/// Only what the kernel gets told of as an entry counts as a lookup. What has gone or become
/// another meanwhile is listed all the same, so that the snapshot stays whole, but by its name
/// alone.
bool Filesystem::add_item(Node& directory, const OpenDirectory& open, std::size_t index,
                          fuse::DirectoryBuffer& page) {
  const NamedListing::Item& item = open.names->items()[index];
  const NamedListing::Item* now = directory.names ? directory.names->find(item.file_name) : nullptr;
  bool same = now && *now->property == *item.property;
  Node* node = same ? node_of_item(directory, *item.property) : nullptr;
  if (node && page.plus()) note_at_hand(*node);
  fuse::Entry entry =
      node ? entry_of(*node, *open.names->listing()) : numberless_entry(*item.property, options_);
  bool added = page.add(item.file_name, entry, static_cast<off_t>(index) + 1 + dots);
  if (added && node && page.plus()) tell(*node);
  return added;
}

void Filesystem::releasedir(Handle handle) { directories_.remove(handle); }

}  // namespace fs
