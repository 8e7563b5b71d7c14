#include "cli/tree_text.h"

#include "cli/painted_line.h"
#include "cli/printable.h"
#include "qom/value.h"

#include <string_view>
#include <utility>

namespace cli {
namespace {

std::string sentence(const std::string& refusal) {
  return "<" + (refusal.empty() ? "unreadable" : printable(refusal)) + ">";
}

std::string value_text(const ReadProperty& read) {
  return read.value ? printable(qom::to_text(*read.value)) : sentence(read.refusal);
}

bool is_child(const ReadProperty& read) { return read.property.kind() == qom::Kind::child; }

void add_lines(std::string& text, const ObjectNode& object) {
  text += printable(object.path.text()) + '\n';
  if (!object.refusal.empty()) text += "  " + sentence(object.refusal) + '\n';
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
      : output_(output), palette_(*output.palette), strokes_(output.utf8 ? drawn : typed) {}

  std::string take() { return std::move(text_); }

  void draw_top(const ObjectNode& object) { draw(PaintedLine(), object, object.path.text()); }

 private:
  /// `line` holds the branch that leads to the object.
  void draw(PaintedLine line, const ObjectNode& object, std::string_view name) {
    line.add(printable(name), palette_.object).add("  ");
    line.add(printable(object.type), palette_.type);
    if (!object.refusal.empty()) line.add("  ").add_value(sentence(object.refusal));
    text_ += line.finished(output_);
    std::size_t left = object.children.size();
    for (const ReadProperty& read : object.properties) left += is_shown(read);
    for (const ReadProperty& read : object.properties)
      if (is_shown(read)) draw(read, --left == 0);
    for (const auto& child : object.children) draw_below(*child, --left == 0);
  }

  /// The type of an object stands behind its name already.
  static bool is_shown(const ReadProperty& read) {
    return !is_child(read) && read.property.name != "type";
  }

  PaintedLine branch(bool last) const {
    PaintedLine line;
    line.add(left_ + std::string(last ? strokes_.last : strokes_.branch), palette_.type);
    return line;
  }

  void draw(const ReadProperty& read, bool last) {
    PaintedLine line = branch(last);
    if (read.property.kind() == qom::Kind::link) {
      bool unset = read.value && *read.value == "";
      line.add("@" + printable(read.property.name), palette_.link);
      line.add(std::string(strokes_.arrow)).add_value(unset ? "(unset)" : value_text(read));
    } else {
      line.add(printable(read.property.name), palette_.name);
      line.add(": ").add_value(value_text(read));
    }
    line.add(" (" + printable(read.property.type) + ")", palette_.type);
    text_ += line.finished(output_);
  }

  void draw_below(const ObjectNode& child, bool last) {
    PaintedLine line = branch(last);
    auto width = left_.size();
    left_ += last ? strokes_.below_last : strokes_.below;
    draw(std::move(line), child, child.path.name());
    left_.resize(width);
  }

  const Output& output_;
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
  drawing.draw_top(top);
  return drawing.take();
}

}  // namespace cli
