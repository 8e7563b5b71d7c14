#include "fs/filesystem.h"

#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace fs {
namespace {

using qom::Shape;

/// Each write to one of these is a whole value, whatever the offset, as on sysfs.
bool is_scalar(std::optional<Shape> shape) {
  return shape == Shape::boolean || shape == Shape::integer || shape == Shape::number;
}

/// Text for one of these may still go on: nothing is sent before its braces close.
bool waits_for_more(const std::string& text, std::optional<Shape> shape) {
  return shape != Shape::string && !is_scalar(shape) && qom::is_incomplete(text);
}

/// What echo adds is no part of the value.
std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

asio::awaitable<fuse::Result<>> Filesystem::write(Ino ino, Handle handle, std::string data,
                                                  off_t offset) {
  auto node = live_open(ino);
  if (!node) co_return node.error();
  qom::Path holder = (*node)->holder;
  qom::Property property = (*node)->property;
  auto shape = co_await writing_shape(ino, handle);
  if (!shape) co_return shape.error();
  OpenFile* file = files_.find(handle);
  if (!file) co_return fuse::Errno(EBADF);

  bool append = (file->flags & O_APPEND) != 0;
  auto text = is_scalar(shape->shape) ? fuse::Result<std::string>(std::move(data))
                                      : file->collected.with(data, offset, append);
  if (!text) co_return text.error();
  if (waits_for_more(*text, shape->shape)) {
    file->collected.take(std::move(*text), /*complete=*/false);
    co_return fuse::Result<>();
  }
  std::string value = without_newline(*text);
  auto done = co_await tree_.assign(holder, property, shape->shape, value);
  if (Node* written = inodes_.find(ino)) written->size.reset();
  file = files_.find(handle);
  if (file && !done) file->collected.refused();
  if (!done) co_return failed(ino, done.error(), Attempt::write, value, shape->shape);
  if (file && !is_scalar(shape->shape)) file->collected.take(std::move(*text), /*complete=*/true);
  co_return fuse::Result<>();
}

/// Found out with the first write on a handle, since it may take a qom-get.
asio::awaitable<fuse::Result<WritingShape>> Filesystem::writing_shape(Ino ino, Handle handle) {
  OpenFile* file = files_.find(handle);
  if (!file || (file->flags & O_ACCMODE) == O_RDONLY) co_return fuse::Errno(EBADF);
  if (file->writing) co_return *file->writing;
  auto node = live_open(ino);
  if (!node) co_return node.error();
  qom::Path holder = (*node)->holder;
  qom::Property property = (*node)->property;
  auto shape = co_await tree_.writing_shape(holder, property);
  if (!shape) co_return failed(ino, shape.error(), Attempt::write);
  WritingShape writing{*shape};
  file = files_.find(handle);
  if (file) file->writing = writing;
  co_return writing;
}

}  // namespace fs
