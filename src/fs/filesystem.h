#pragma once

#include "fs/errno.h"
#include "fs/inode_table.h"
#include "fs/names.h"
#include "fs/open_files.h"
#include "fs/options.h"
#include "fuse/filesystem.h"
#include "fuse/notifier.h"
#include "qom/change.h"
#include "qom/read_ahead.h"
#include "qom/tree.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace fs {

namespace asio = boost::asio;
using fuse::Handle;

/// The mapping: objects are directories, properties files, links symlinks. Turns each operation of
/// the kernel into calls of a qom::Tree, tells a qom::ReadAhead of each, and a fuse::Notifier what
/// the kernel is to forget; all three must outlive it. Owns the inode table and what is open. One
/// implementation file a role: directory.cc (lookup and listing), file.cc (reading), write.cc,
/// link.cc, change.cc.
class Filesystem : public fuse::Filesystem {
 public:
  Filesystem(asio::any_io_executor executor, qom::Tree& tree, qom::ReadAhead& read_ahead,
             fuse::Notifier& notifier, Options options, Log log);

  asio::awaitable<fuse::Result<fuse::Entry>> lookup(Ino parent, std::string name) override;
  void forget(Ino ino, std::uint64_t lookups) override;
  asio::awaitable<fuse::Result<fuse::Attributes>> getattr(Ino ino) override;
  asio::awaitable<fuse::Result<>> access(Ino ino, int mask) override;
  asio::awaitable<fuse::Result<std::string>> readlink(Ino ino) override;
  asio::awaitable<fuse::Result<Handle>> opendir(Ino ino) override;
  asio::awaitable<fuse::Result<>> readdir(Ino ino, Handle handle, off_t offset,
                                          fuse::DirectoryBuffer& page) override;
  void releasedir(Handle handle) override;
  asio::awaitable<fuse::Result<fuse::Opened>> open(Ino ino, int flags) override;
  asio::awaitable<fuse::Result<fuse::Bytes>> read(Ino ino, Handle handle, std::size_t size,
                                                  off_t offset) override;
  asio::awaitable<fuse::Result<>> write(Ino ino, Handle handle, std::string data, off_t offset,
                                        fuse::Caller caller) override;
  fuse::Result<> flush(Handle handle, fuse::Caller caller) override;
  void release(Handle handle) override;
  struct statvfs statfs() const override;

  /// Drops what an event of QEMU made stale, here and in the kernel.
  void apply(const qom::Change& change);

  /// QEMU has gone: nothing known of the tree holds any more, and every access fails with
  /// EHOSTDOWN...
  void machine_gone();

  /// ...until another one has come.
  void machine_came();

  /// For tests: nodes known, and lookups the kernel holds on one.
  InodeTable& inodes() { return inodes_; }

 private:
  using Deadline = qom::Clock::time_point;

  /// A live node, or why there is none. The kernel may lead here by a name that it still remembers
  /// for another object: ESTALE makes it look the whole path up again, so whoever asks by path gets
  /// what is there now. If that leads here once more, or to another one that has gone meanwhile, or
  /// if it is held open and so stays what it was, it is ENOENT: no program gets to see ESTALE.
  fuse::Result<Node*> live(Ino ino);
  bool is_open(Ino ino) const;
  bool has_looked(const Node& node) const;
  void note_sent_back(Node& node);

  /// The same for what comes with a handle.
  fuse::Result<Node*> live_open(Ino ino);

  asio::awaitable<fuse::Result<NamedListingPtr>> names_for(Ino directory, std::string name);
  asio::awaitable<fuse::Result<NamedListingPtr>> names_of(Ino directory,
                                                          std::chrono::nanoseconds max_age,
                                                          std::optional<Deadline> end = {});
  asio::awaitable<qmp::Result<qom::ListingPtr>> current_listing(qom::Path object,
                                                                std::chrono::nanoseconds max_age,
                                                                std::optional<Deadline> end);
  asio::awaitable<qmp::Result<qom::ListingPtr>> list_until(Deadline end, qom::Path object,
                                                           std::chrono::nanoseconds max_age);
  void note_names(Node& directory, qom::ListingPtr listing);
  static bool missed_deadline(const Node& directory);
  fuse::Errno failed_to_list(Ino directory, const qmp::Error& error);
  Node* node_of_item(Node& directory, const qom::Property& property);
  void relieve();
  void tell(Node& node);
  fuse::Entry entry_of(const Node& node, const qom::Listing& listing) const;
  fuse::Attributes attributes_of(const Node& node) const;
  bool add_dots(const Node& node, off_t offset, fuse::DirectoryBuffer& page);
  bool add_item(Node& directory, const OpenDirectory& open, std::size_t index,
                fuse::DirectoryBuffer& page);

  asio::awaitable<fuse::Result<Snapshot>> take_snapshot(Ino ino);
  bool still_serves(const Snapshot& snapshot) const;
  bool note_seen(Ino ino, std::string_view text);
  void note_at_hand(Node& node);
  bool note_link(Ino ino, std::string_view text, std::size_t generation);
  void note_link_at_hand(Node& node);
  void forget_link_lengths(const Node& directory);
  void note_written(Ino ino, const std::optional<std::string>& text);
  asio::awaitable<fuse::Result<WritingShape>> writing_shape(Ino ino, Handle handle);
  asio::awaitable<fuse::Result<>> send(Ino ino, Handle handle, WritingShape shape,
                                       CollectedText::Whole whole);

  /// What was written never became a whole value.
  void log_incomplete(Ino ino);

  /// Logs QEMU's sentence, without values unless the options say so, lets go of what turned out not
  /// to exist, and returns the errno.
  fuse::Errno failed(Ino ino, const qmp::Error& error, Attempt attempt,
                     std::string_view written = {}, std::optional<qom::Shape> shape = std::nullopt);

  void expire_names();
  void expire_names_now();
  void expire_gone_again(int times);
  void forget_sizes();
  void detach(const qom::Path& object);
  Node* node_of(const qom::Path& object);

  asio::any_io_executor executor_;
  asio::steady_timer again_;
  qom::Tree& tree_;
  qom::ReadAhead& read_ahead_;
  fuse::Notifier& notifier_;
  Options options_;
  Log log_;
  InodeTable inodes_;
  HandleTable<OpenFile> files_;
  HandleTable<OpenDirectory> directories_;
  bool machine_is_gone_ = false;
  bool expiry_scheduled_ = false;
  bool told_full_ = false;
  std::optional<qom::Clock::time_point> relieved_;  // nothing: never
  std::unordered_set<Ino> sized_;                   // files whose size was told to the kernel
};

}  // namespace fs
