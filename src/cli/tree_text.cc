#include "cli/tree_text.h"

#include "cli/printable.h"
#include "qom/value.h"

#include <string_view>

namespace cli {
namespace {

std::string value_text(const ReadProperty& read) {
  if (read.value) return printable(qom::to_text(*read.value));
  return "<" + (read.refusal.empty() ? "unreadable" : printable(read.refusal)) + ">";
}

bool is_child(const ReadProperty& read) { return read.property.kind() == qom::Kind::child; }

void add_lines(std::string& text, const ObjectNode& object) {
  text += printable(object.path.text()) + '\n';
  for (const ReadProperty& read : object.properties)
    if (!is_child(read))
      text += "  " + printable(read.property.name) + ": " + value_text(read) + " (" +
              printable(read.property.type) + ")\n";
  text += '\n';
  for (const auto& child : object.children) add_lines(text, *child);
}

struct Strokes {
  std::string_view branch, last, below, below_last, arrow;
};

constexpr Strokes drawn = {"├─ ", "└─ ", "│  ", "   ", " → "};
constexpr Strokes typed = {"|- ", "`- ", "|  ", "   ", " -> "};

/// Draws one object after the other; keeps what stands to the left of the present one.
class Drawing {
 public:
  explicit Drawing(const Output& output)
      : palette_(*output.palette), strokes_(output.utf8 ? drawn : typed) {}

  std::string take() { return std::move(text_); }

  void draw(const ObjectNode& object, std::string_view name) {
    text_ += paint(printable(name), palette_.object, palette_);
    text_ += "  " + paint(printable(object.type), palette_.type, palette_) + '\n';
    std::size_t left = object.children.size();
    for (const ReadProperty& read : object.properties) left += is_shown(read);
    for (const ReadProperty& read : object.properties)
      if (is_shown(read)) draw(read, --left == 0);
    for (const auto& child : object.children) draw_below(*child, --left == 0);
  }

 private:
  /// The type of an object stands behind its name already.
  static bool is_shown(const ReadProperty& read) {
    return !is_child(read) && read.property.name != "type";
  }

  void begin(bool last) {
    text_ +=
        paint(left_ + std::string(last ? strokes_.last : strokes_.branch), palette_.type, palette_);
  }

  void draw(const ReadProperty& read, bool last) {
    begin(last);
    if (read.property.kind() == qom::Kind::link) {
      bool unset = read.value && *read.value == "";
      text_ += paint("@" + printable(read.property.name), palette_.link, palette_);
      text_ += std::string(strokes_.arrow) + (unset ? "(unset)" : value_text(read));
    } else {
      text_ += paint(printable(read.property.name), palette_.name, palette_);
      text_ += ": " + value_text(read);
    }
    text_ += paint(" (" + printable(read.property.type) + ")", palette_.type, palette_) + '\n';
  }

  void draw_below(const ObjectNode& child, bool last) {
    begin(last);
    auto width = left_.size();
    left_ += last ? strokes_.below_last : strokes_.below;
    draw(child, child.path.name());
    left_.resize(width);
  }

  const Palette& palette_;
  const Strokes& strokes_;
  std::string left_;
  std::string text_;
};

}  // namespace

std::string tree_as_lines(const ObjectNode& top) {
  std::string text;
  add_lines(text, top);
  return text;
}

std::string tree_with_branches(const ObjectNode& top, const Output& output) {
  Drawing drawing(output);
  drawing.draw(top, top.path.text());
  return drawing.take();
}

}  // namespace cli
