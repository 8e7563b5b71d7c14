#include "fs/filesystem.h"

#include "fs/attributes.h"
#include "qom/sentence.h"

#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace fs {
namespace {

/// `/machine/peripheral/bal0/guest-stats`, for the log. No real name is that long; one of megabytes
/// would drown it.
std::string full_name(const Node& node) {
  constexpr std::size_t longest = 1000;
  std::string name = node.holder.text();
  if (!node.holder.is_root()) name += '/';
  name += node.property.name;
  if (name.size() > longest) name.replace(longest, name.npos, "...");
  return name;
}

/// Names and sentences come from QEMU: control characters in them would forge lines of the log.
std::string printable(std::string line) {
  for (char& byte : line)
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = '?';
  return line;
}

}  // namespace

Filesystem::Filesystem(asio::any_io_executor executor, qom::Tree& tree, qom::ReadAhead& read_ahead,
                       fuse::Notifier& notifier, Options options, Log log)
    : executor_(executor),
      again_(executor),
      tree_(tree),
      read_ahead_(read_ahead),
      notifier_(notifier),
      options_(options),
      log_(std::move(log)) {}

void Filesystem::forget(Ino ino, std::uint64_t lookups) { inodes_.forget(ino, lookups); }

asio::awaitable<fuse::Result<fuse::Attributes>> Filesystem::getattr(Ino ino) {
  auto node = live(ino);
  if (!node) co_return node.error();
  note_at_hand(**node);
  co_return attributes_of(**node);
}

asio::awaitable<fuse::Result<>> Filesystem::access(Ino ino, int mask) {
  auto node = live(ino);
  if (!node) co_return node.error();
  bool is_file = (*node)->kind() == qom::Kind::value;
  if ((mask & W_OK) && is_file && (*node)->read_only) co_return fuse::Errno(EACCES);
  co_return fuse::Result<>();
}

struct statvfs Filesystem::statfs() const {
  struct statvfs status = {};
  status.f_bsize = status.f_frsize = 4096;
  status.f_namemax = max_name;
  return status;
}

fuse::Result<Node*> Filesystem::live(Ino ino) {
  Node* node = inodes_.find(ino);
  if (node && !node->detached) return node;
  if (machine_is_gone_) return fuse::Errno(EHOSTDOWN);
  if (!node) return fuse::Errno(ESTALE);
  if (is_open(ino) || has_looked(*node)) return fuse::Errno(ENOENT);
  note_sent_back(*node);
  return fuse::Errno(ESTALE);
}

fuse::Result<Node*> Filesystem::live_open(Ino ino) {
  Node* node = inodes_.find(ino);
  if (node && !node->detached) return node;
  return fuse::Errno(machine_is_gone_ ? EHOSTDOWN : ENOENT);
}

bool Filesystem::is_open(Ino ino) const {
  auto is_it = [ino](const auto& open) { return open.ino == ino; };
  return files_.any(is_it) || directories_.any(is_it);
}

/// Whether the kernel has looked already: it was sent back here before, or was told of this node so
/// shortly before that it cannot have led here from memory.
bool Filesystem::has_looked(const Node& node) const {
  constexpr std::chrono::seconds looking_again(10);  // a lookup a name, and each may wait for QEMU
  constexpr std::chrono::milliseconds just_now(100);
  auto now = qom::Clock::now();
  return (node.sent_back && now - *node.sent_back < looking_again) ||
         (node.told && now - *node.told < just_now);
}

/// The way that leads here again may go through any of the removed objects above.
void Filesystem::note_sent_back(Node& node) {
  auto now = qom::Clock::now();
  for (Node* at = &node; at && at->detached; at = inodes_.find(at->parent)) at->sent_back = now;
}

/// Null if there are too many already.
Node* Filesystem::node_of_item(Node& directory, const qom::Property& property) {
  if (!inodes_.full() || inodes_.knows(directory, property))
    return &inodes_.child(directory, property);
  if (!std::exchange(told_full_, true))
    log_("QEMU shows more than can be kept in memory; what is new is refused (ENOMEM)");
  return nullptr;
}

/// No honest machine is that large. What was there before is what takes most of the memory if QEMU
/// lists other names every time, and goes once the kernel has forgotten it.
void Filesystem::relieve() {
  constexpr std::chrono::seconds pause(1);  // it takes a look at every node
  auto now = qom::Clock::now();
  if (relieved_ && now - *relieved_ < pause) return;
  relieved_ = now;
  inodes_.shed();
  inodes_.for_each_known([this](const Node& node) {
    const Node* parent = inodes_.find(node.parent);
    bool has_heir = parent && inodes_.knows(*parent, node.property);
    if (node.detached && !has_heir) notifier_.drop(node.parent, file_name(node.property.name));
  });
  told_full_ = told_full_ && inodes_.full();
}

/// A link's length is asked for again as soon as its target.
fuse::Attributes Filesystem::attributes_of(const Node& node) const {
  auto timeout = options_.timeout;
  bool is_known_link = node.kind() == qom::Kind::link && node.size;
  auto listing = is_known_link ? tree_.peek(node.holder) : nullptr;
  if (listing) timeout = std::min(timeout, tree_.remaining(*listing));
  return {attributes(node, options_), timeout};
}

fuse::Errno Filesystem::failed(Ino ino, const qmp::Error& error, Attempt attempt,
                               std::string_view written, std::optional<qom::Shape> shape) {
  fuse::Errno reason = errno_of(error, attempt, written, shape);
  Node* node = inodes_.find(ino);
  if (!node) node = &inodes_.root();  // gone meanwhile; the sentence is not lost
  if (says_not_writable(error)) node->read_only = true;
  if (reason == fuse::Errno(ENOENT)) tree_.forget(node->holder);
  bool said_once = error.failure == qmp::Failure::not_connected ||  // when the machine went
                   error.failure == qmp::Failure::stuck;            // when it fell silent
  bool refused_read = error.failure == qmp::Failure::refused && attempt == Attempt::read;
  if (said_once || (refused_read && !options_.log_refused_reads)) return reason;
  const char* verb = attempt == Attempt::read ? "read " : "write ";
  std::string sentence =
      options_.log_values ? error.text : qom::without_values(error.text, written);
  log_(printable(verb + full_name(*node) + ": " + sentence + " (" +
                 strerrorname_np(number(reason)) + ")"));
  return reason;
}

void Filesystem::log_incomplete(Ino ino) {
  Node* node = inodes_.find(ino);
  if (node)
    log_(printable("write " + full_name(*node) +
                   ": closed before the value was complete; what came last was not sent"));
}

}  // namespace fs
