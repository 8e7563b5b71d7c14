#include "cli/list_text.h"

#include "cli/printable.h"
#include "cli/text_width.h"
#include "qom/value.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace cli {
namespace {

std::string marked_name(const qom::Property& property) {
  std::string name = printable(property.name);
  switch (property.kind()) {
    case qom::Kind::child:
      return name + "/";
    case qom::Kind::link:
      return "@" + name + "/";
    case qom::Kind::value:
      break;
  }
  return name;
}

std::string_view colour_of(const qom::Property& property, const Palette& palette) {
  switch (property.kind()) {
    case qom::Kind::child:
      return palette.object;
    case qom::Kind::link:
      return palette.link;
    case qom::Kind::value:
      break;
  }
  return {};
}

std::string value_of(const ReadProperty& read) {
  if (read.property.kind() == qom::Kind::child) return {};
  if (read.value) return printable(qom::to_text(*read.value));
  return "<" + (read.refusal.empty() ? "unreadable" : printable(read.refusal)) + ">";
}

std::string gap(std::string_view text, std::size_t column) {
  return std::string(column - width_of(text) + 2, ' ');
}

}  // namespace

std::string list_as_names(const ObjectNode& object, const Palette& palette) {
  std::string text;
  for (const ReadProperty& read : object.properties)
    text += paint(marked_name(read.property), colour_of(read.property, palette), palette) + '\n';
  return text;
}

std::string list_as_table(const ObjectNode& object, const Palette& palette) {
  std::size_t names = 0;
  std::size_t types = 0;
  for (const ReadProperty& read : object.properties) {
    names = std::max(names, width_of(marked_name(read.property)));
    types = std::max(types, width_of(printable(read.property.type)));
  }
  std::string text;
  for (const ReadProperty& read : object.properties) {
    std::string name = marked_name(read.property);
    std::string type = printable(read.property.type);
    std::string value = value_of(read);
    text += paint(name, colour_of(read.property, palette), palette) + gap(name, names);
    text += paint(type, palette.type, palette);
    if (!value.empty()) text += gap(type, types) + value;
    text += '\n';
  }
  return text;
}

}  // namespace cli
