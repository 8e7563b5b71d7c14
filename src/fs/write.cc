#include "fs/filesystem.h"
#include "qom/unfinished_text.h"

#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace fs {
namespace {

using qom::Shape;

/// A string whose declared type is another is an enum, as far as QEMU has any: one word.
Pieces pieces_of(std::optional<Shape> shape, const std::string& type) {
  if (shape == Shape::string && !qom::declared_shape(type)) return Pieces::of_scalar;
  if (shape == Shape::boolean || shape == Shape::integer || shape == Shape::number)
    return Pieces::of_scalar;
  if (shape == Shape::object || shape == Shape::array) return Pieces::of_structure;
  return Pieces::of_string;
}

/// What echo adds is no part of the value.
std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

/// How the value will read: not known of a structure, which QEMU completes.
std::optional<std::string> text_as_read(const std::string& text, std::optional<Shape> shape,
                                        const std::string& type) {
  if (!shape) return std::nullopt;
  auto value = qom::from_text(text, *shape, type);
  if (!value || value->is_structured()) return std::nullopt;
  return qom::to_text(*value) + '\n';
}

}  // namespace

/// Sent at once if the text is a value; what is none yet waits for its other pieces.
asio::awaitable<fuse::Result<>> Filesystem::write(Ino ino, Handle handle, std::string data,
                                                  off_t offset, fuse::Caller caller) {
  auto shape = co_await writing_shape(ino, handle);
  if (!shape) co_return shape.error();
  auto node = live_open(ino);
  if (!node) co_return node.error();
  OpenFile* file = files_.find(handle);
  if (!file) co_return fuse::Errno(EBADF);

  bool append = (file->flags & O_APPEND) != 0;
  const std::string& type = (*node)->property.type;
  auto whole = file->collected.with(data, offset, append, pieces_of(shape->shape, type));
  if (!whole) co_return whole.error();
  bool waits = !whole->adds_nothing && qom::is_unfinished(whole->text, shape->shape, type);
  if (waits || whole->adds_nothing) {
    file->collected.take(std::move(*whole), /*complete=*/!waits);
    if (waits) file->writer.wrote(caller);
    co_return fuse::Result<>();
  }
  co_return co_await send(ino, handle, *shape, std::move(*whole));
}

/// The kernel asks for a file's attributes again after a write by itself. Links of the object may
/// point elsewhere now.
void Filesystem::note_written(Ino ino, const std::optional<std::string>& text) {
  Node* node = inodes_.find(ino);
  if (!node) return;
  node->modification.wrote(text);
  if (Node* directory = inodes_.find(node->parent)) forget_link_lengths(*directory);
}

asio::awaitable<fuse::Result<>> Filesystem::send(Ino ino, Handle handle, WritingShape shape,
                                                 CollectedText::Whole whole) {
  auto node = live_open(ino);
  if (!node) co_return node.error();
  qom::Path holder = (*node)->holder;
  qom::Property property = (*node)->property;
  std::string value = without_newline(whole.text);
  auto done = co_await tree_.assign(holder, property, shape.shape, value);
  OpenFile* file = files_.find(handle);
  if (file && !done) file->collected.refused();
  if (Node* written = inodes_.find(ino)) written->size.reset();
  if (!done) co_return failed(ino, done.error(), Attempt::write, value, shape.shape);
  note_written(ino, text_as_read(value, shape.shape, property.type));
  if (file) file->collected.take(std::move(whole), /*complete=*/true);
  co_return fuse::Result<>();
}

/// Found out with the first write on a handle, since it may take a qom-get.
asio::awaitable<fuse::Result<WritingShape>> Filesystem::writing_shape(Ino ino, Handle handle) {
  auto node = live_open(ino);
  if (!node) co_return node.error();
  OpenFile* file = files_.find(handle);
  if (!file || (file->flags & O_ACCMODE) == O_RDONLY) co_return fuse::Errno(EBADF);
  if (file->writing) co_return *file->writing;
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
