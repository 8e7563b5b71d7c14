#pragma once

#include "qom/monitor.h"
#include "qom/value.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace qom {

/// The JSON type that text for this property is to be read as: the declared one for scalars (no
/// question to QEMU), else that of the present value, else nothing, which means to guess from the
/// text.
asio::awaitable<qmp::Result<std::optional<Shape>>> writing_shape(Monitor& monitor, Path path,
                                                                 Property property);

/// One qom-set from text of that shape; a whole JSON list or object may stand for any. If QEMU
/// answers that it expected another JSON type, the text is converted to that and sent once more;
/// QEMU has changed nothing by then. Nothing else is ever sent twice.
asio::awaitable<qmp::Result<>> assign(Monitor& monitor, Path path, Property property,
                                      std::optional<Shape> shape, std::string text);

}  // namespace qom
