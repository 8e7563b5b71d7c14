#include "fs/attributes.h"
#include "fs/filesystem.h"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

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
  auto names = co_await names_for(parent, name);
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

/// Whether QEMU missed the deadline for its listing just now. The kernel looks a name that it knew
/// up once more when that failed, and would wait for a second deadline.
bool Filesystem::missed_deadline(const Node& directory) {
  constexpr std::chrono::milliseconds once_more(250);
  return directory.missed && qom::Clock::now() - *directory.missed < once_more;
}

/// The directory's listing; a fresh one if an old one does not hold the name.
asio::awaitable<fuse::Result<NamedListingPtr>> Filesystem::names_for(Ino directory,
                                                                     std::string name) {
  auto began = qom::Clock::now();
  auto node = live(directory);
  if (!node) co_return node.error();
  bool asks = !(*node)->object || !tree_.has_listing(*(*node)->object);
  bool missed = missed_deadline(**node);
  if (missed && asks) co_return fuse::Errno(ETIMEDOUT);
  auto names = co_await names_of(directory, options_.timeout);
  if (!names || (*names)->find(name)) co_return names;
  if ((*names)->listing()->asked >= began - trusted_absence) co_return names;
  if (missed) co_return fuse::Errno(ETIMEDOUT);
  co_return co_await names_of(directory, trusted_absence, began + options_.deadline);
}

/// The directory's listing, at most `max_age` old, with the inode table brought up to it. `end` if
/// its caller has waited for QEMU before.
asio::awaitable<fuse::Result<NamedListingPtr>> Filesystem::names_of(
    Ino directory, std::chrono::nanoseconds max_age, std::optional<Deadline> end) {
  auto node = live(directory);
  if (!node) co_return node.error();
  if ((*node)->kind() != qom::Kind::child) co_return fuse::Errno(ENOTDIR);
  if (!(*node)->object)
    co_return fuse::Errno(ENXIO);  // "no such address": QEMU has no path for such a name
  qom::Path object = *(*node)->object;
  auto listing = co_await current_listing(object, max_age, end);
  if (!listing) co_return failed_to_list(directory, listing.error());
  if (inodes_.crowded()) relieve();
  node = live(directory);
  if (!node) co_return node.error();
  note_names(**node, std::move(*listing));
  co_return (*node)->names;
}

fuse::Errno Filesystem::failed_to_list(Ino directory, const qmp::Error& error) {
  Node* node = inodes_.find(directory);
  if (node && error.failure == qmp::Failure::timed_out) node->missed = qom::Clock::now();
  return failed(directory, error, Attempt::read);
}

/// Asks once more if an event has overtaken the answer.
asio::awaitable<qmp::Result<qom::ListingPtr>> Filesystem::current_listing(
    qom::Path object, std::chrono::nanoseconds max_age, std::optional<Deadline> end) {
  auto began = qom::Clock::now();
  qmp::Result<qom::ListingPtr> listing = qom::ListingPtr();
  if (end) listing = co_await list_until(*end, object, max_age);
  if (!end) listing = co_await tree_.list(object, max_age);
  if (!listing || tree_.is_current(**listing)) co_return listing;
  co_return co_await list_until(end.value_or(began + options_.deadline), object, max_age);
}

/// For a second question: it has what the first one has left of the time.
asio::awaitable<qmp::Result<qom::ListingPtr>> Filesystem::list_until(
    Deadline end, qom::Path object, std::chrono::nanoseconds max_age) {
  using asio::experimental::awaitable_operators::operator||;
  asio::steady_timer timer(executor_, end);
  boost::system::error_code woken;
  auto first = co_await (tree_.list(std::move(object), max_age) ||
                         timer.async_wait(asio::redirect_error(asio::use_awaitable, woken)));
  if (first.index() == 0) co_return std::move(std::get<0>(first));
  if (woken) throw boost::system::system_error(asio::error::operation_aborted);
  co_return qmp::Error(qmp::Failure::timed_out, "QEMU did not answer in time");
}

/// Keeps the listing, unless a newer one has come meanwhile.
void Filesystem::note_names(Node& directory, qom::ListingPtr listing) {
  directory.missed.reset();
  const NamedListingPtr known = directory.names;
  if (known && known->listing()->asked >= listing->asked) return;
  bool differs = known && known->listing()->properties != listing->properties;
  inodes_.update(directory, std::make_shared<const NamedListing>(std::move(listing)));
  if (!differs) return;
  directory.modification.changed();
  notifier_.drop_attributes(directory.ino);
  forget_link_lengths(directory);
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
