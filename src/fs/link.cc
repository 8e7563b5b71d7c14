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
  auto target = co_await tree_.link_target(holder, name);
  if (!target) co_return failed(ino, target.error(), Attempt::read);
  std::string text = link_text(holder, *target);
  if (note_seen(ino, text)) notifier_.drop_attributes(ino);
  co_return text;
}

}  // namespace fs
