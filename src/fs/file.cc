#include "fs/filesystem.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace fs {
namespace {

bool wants_to_read(int flags) { return (flags & O_ACCMODE) != O_WRONLY; }

bool wants_to_write(int flags) { return (flags & O_ACCMODE) != O_RDONLY; }

}  // namespace

/// Opening for reading fetches the value, so a refused read fails here, and fstat(2) tells the
/// exact size.
asio::awaitable<fuse::Result<fuse::Opened>> Filesystem::open(Ino ino, int flags) {
  auto node = live(ino);
  if (!node) co_return node.error();
  if (wants_to_write(flags) && options_.read_only) co_return fuse::Errno(EROFS);
  if (wants_to_write(flags) && (*node)->read_only) co_return fuse::Errno(EACCES);
  OpenFile file;
  file.ino = ino;
  file.flags = flags;
  fuse::Opened opened;
  if (wants_to_read(flags)) {
    auto snapshot = co_await take_snapshot(ino);
    if (!snapshot) co_return snapshot.error();
    opened.attributes_changed = note_seen(ino, snapshot->text);
    file.snapshot = std::move(*snapshot);
  }
  opened.handle = files_.add(std::move(file));
  co_return opened;
}

/// Reading at offset 0 wants the value as it is now; the one that open fetched will do once, while
/// it is young.
asio::awaitable<fuse::Result<fuse::Bytes>> Filesystem::read(Ino ino, Handle handle,
                                                            std::size_t size, off_t offset) {
  auto node = live_open(ino);
  if (!node) co_return node.error();
  OpenFile* file = files_.find(handle);
  if (!file || !file->snapshot) co_return fuse::Errno(EBADF);
  fuse::Bytes bytes;
  if (offset == 0 && !still_serves(*file->snapshot)) {
    auto snapshot = co_await take_snapshot(ino);
    if (!snapshot) co_return snapshot.error();
    bytes.attributes_changed = note_seen(ino, snapshot->text);
    file = files_.find(handle);
    if (!file) co_return fuse::Errno(EBADF);
    file->snapshot = std::move(*snapshot);
  }
  file->snapshot->served = file->snapshot->served || offset == 0;
  const std::string& text = file->snapshot->text;
  auto start = std::min(static_cast<std::size_t>(offset), text.size());
  bytes.data = text.substr(start, size);
  co_return bytes;
}

/// Once, while it is young, and unless a write or an event has made all values stale.
bool Filesystem::still_serves(const Snapshot& snapshot) const {
  bool young = qom::Clock::now() - snapshot.asked < options_.readahead_timeout;
  return young && !snapshot.served && snapshot.generation == tree_.value_generation();
}

/// The value as text with its newline. An object's type is known from its parent's listing.
asio::awaitable<fuse::Result<Snapshot>> Filesystem::take_snapshot(Ino ino) {
  auto node = live(ino);
  if (!node) co_return node.error();
  Snapshot snapshot;
  snapshot.asked = qom::Clock::now();
  snapshot.generation = tree_.value_generation();
  Node* directory = inodes_.find((*node)->parent);
  bool type_is_known = directory && directory->ino != fuse::root_ino;
  if ((*node)->property.name == "type" && type_is_known) {
    snapshot.text = qom::target_type(directory->property.type);
  } else {
    qom::Path holder = (*node)->holder;
    std::string name = (*node)->property.name;
    read_ahead_.visited(qom::Step(qom::Kind::value, holder, name));
    auto reading = co_await tree_.read(holder, name);
    if (!reading) co_return failed(ino, reading.error(), Attempt::read);
    snapshot.text = std::move(reading->text);
    snapshot.asked = reading->asked;
  }
  snapshot.text += '\n';
  co_return snapshot;
}

/// Takes what stat(2) shows of it from the text that a file or link was seen to hold. Whether the
/// kernel has to be told.
bool Filesystem::note_seen(Ino ino, std::string_view text) {
  Node* node = inodes_.find(ino);
  if (!node) return false;
  bool differs = node->modification.saw(text);
  if (node->size == text.size()) return differs;
  node->size = text.size();
  if (node->kind() != qom::Kind::value) return true;
  if (sized_.size() > inodes_.size())
    std::erase_if(sized_, [this](Ino old) { return !inodes_.find(old); });
  sized_.insert(ino);
  return true;
}

/// What is known without asking QEMU: a value that waits for its reader, where a link points.
void Filesystem::note_at_hand(Node& node) {
  if (node.kind() == qom::Kind::link) note_link_at_hand(node);
  if (node.kind() != qom::Kind::value) return;
  auto text = tree_.text_at_hand(node.holder, node.property.name);
  if (text) note_seen(node.ino, *text + '\n');
}

/// A close behind a part of a value fails for the program that wrote the part. Others may hold the
/// descriptor as well, as every child of a shell does.
fuse::Result<> Filesystem::flush(Handle handle, fuse::Caller caller) {
  OpenFile* file = files_.find(handle);
  if (file && file->collected.incomplete() && file->writer.tell_at_close(caller))
    return fuse::Errno(EINVAL);
  return {};
}

void Filesystem::release(Handle handle) {
  OpenFile* file = files_.find(handle);
  if (!file) return;
  if (file->collected.incomplete()) log_incomplete(file->ino);
  files_.remove(handle);
}

}  // namespace fs
