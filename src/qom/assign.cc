#include "qom/assign.h"

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace qom {

using qmp::Failure;
using qmp::Result;

namespace {

/// Some properties declare a number and hold a list (`host-nodes`): text that is no such scalar but
/// a whole list or object goes to QEMU as what it is, so that what was read can be written back.
Result<Json> value_of(const std::string& text, std::optional<Shape> shape,
                      const std::string& type) {
  if (!shape) return guess_from_text(text);
  auto value = from_text(text, *shape, type);
  if (value) return value;
  auto guess = guess_from_text(text);
  return guess && guess->is_structured() ? guess : value;
}

}  // namespace

asio::awaitable<Result<std::optional<Shape>>> writing_shape(Monitor& monitor, Path path,
                                                            Property property) {
  if (auto declared = declared_shape(property.type)) co_return declared;
  auto present = co_await monitor.get(std::move(path), std::move(property.name));
  if (present) co_return shape_of(*present);
  if (present.error().failure == Failure::refused) co_return std::optional<Shape>();
  co_return present.error();
}

asio::awaitable<Result<>> assign(Monitor& monitor, Path path, Property property,
                                 std::optional<Shape> shape, std::string text) {
  auto value = value_of(text, shape, property.type);
  if (!value) co_return value.error();
  auto done = co_await monitor.set(path, property.name, *value);
  if (done || done.error().failure != Failure::refused) co_return done;

  auto expected = expected_shape(done.error().text);
  if (!expected || *expected == shape_of(*value)) co_return done;
  auto converted = from_text(text, *expected, property.type);
  if (!converted) co_return done;
  co_return co_await monitor.set(std::move(path), std::move(property.name), std::move(*converted));
}

}  // namespace qom
