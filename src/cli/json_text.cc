#include "cli/json_text.h"

#include "cli/printable.h"

#include <cstddef>
#include <string_view>

namespace cli {
namespace {

using qmp::Json;

std::string in_quotes(const Json& text) {
  return printable(text.dump(-1, ' ', false, Json::error_handler_t::replace), Notation::json);
}

/// Writes JSON piece by piece, so that each piece has its colour.
class Writer {
 public:
  Writer(const Palette& palette, bool breaks) : palette_(palette), breaks_(breaks) {}

  std::string take() { return std::move(text_); }

  void write(const Json& value) {
    if (value.is_structured() && !value.empty()) {
      write_structure(value);
    } else if (value.is_string()) {
      text_ += paint(in_quotes(value), palette_.string, palette_);
    } else {
      text_ += paint(value.dump(), value.is_number() ? palette_.number : palette_.word, palette_);
    }
  }

 private:
  void write_structure(const Json& value) {
    bool is_object = value.is_object();
    text_ += is_object ? '{' : '[';
    ++level_;
    bool first = true;
    for (auto entry = value.begin(); entry != value.end(); ++entry) {
      if (!std::exchange(first, false)) text_ += breaks_ ? "," : ", ";
      begin_line();
      if (is_object) {
        text_ += paint(in_quotes(entry.key()), palette_.name, palette_);
        text_ += ": ";
      }
      write(*entry);
    }
    --level_;
    begin_line();
    text_ += is_object ? '}' : ']';
  }

  void begin_line() {
    if (breaks_) text_.append("\n").append(2 * level_, ' ');
  }

  const Palette& palette_;
  bool breaks_;
  std::size_t level_ = 0;
  std::string text_;
};

std::string written(const Json& value, const Palette& palette, bool breaks) {
  Writer writer(palette, breaks);
  writer.write(value);
  return writer.take();
}

}  // namespace

std::string indented(const Json& value, const Palette& palette) {
  return written(value, palette, true) + '\n';
}

std::string on_one_line(const Json& value, const Palette& palette) {
  return written(value, palette, false);
}

}  // namespace cli
