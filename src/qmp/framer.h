#pragma once

#include "qmp/json_scanner.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace qmp {

/// One message of the server, or why there is none in its place.
struct Frame {
  enum class Fault {
    none,
    too_large,  ///< longer than the framer takes; skipped to its end
    too_deep,   ///< nested deeper than Framer::max_depth; skipped to its end
    not_json,   ///< text outside of any object; `text` holds the start of the line
  };
  std::string text;
  Fault fault = Fault::none;
};

/// Cuts the server's byte stream into messages. A message ends where its outermost brace closes,
/// not at the end of a line: monitors with `pretty=on` spread one message over many lines. Memory
/// stays within the caps whatever comes.
class Framer {
 public:
  static constexpr std::size_t max_bytes =
      10 * 1024 * 1024;  ///< libvirt's cap; whole trees are below 1 MiB

  /// `most` bytes a message.
  explicit Framer(std::size_t most = max_bytes) : most_(most) {}

  void feed(std::string_view bytes);

  /// The next complete message, in order of arrival.
  std::optional<Frame> next();

 private:
  std::size_t take_between(std::string_view bytes, std::size_t at);
  std::size_t take_object(std::string_view bytes, std::size_t at);
  std::size_t take_garbage(std::string_view bytes, std::size_t at);
  void keep(std::string_view bytes);
  void finish();

  enum class Position { between, object, garbage };
  std::size_t most_;
  Position position_ = Position::between;
  JsonScanner scanner_;
  Frame current_;
  std::deque<Frame> complete_;
};

}  // namespace qmp
