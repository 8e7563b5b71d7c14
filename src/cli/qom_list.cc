// qom-list: lists what one object holds. See qom-list.1.

#include "cli/json_text.h"
#include "cli/object_tool.h"
#include "cli/list_text.h"

#include <string>

namespace {

constexpr cli::Manual manual = {"qom-list", "qom-list [OPTIONS] [PATH]",
                                "Lists what an object of a running QEMU holds: name/ is an object "
                                "that it owns, @name/ a link,\n"
                                "name any other property.",
                                R"(Examples:
  qom-list -s vm.sock
  qom-list -s vm.sock -l /machine/peripheral/balloon0
  qom-list -s vm.sock -j bal0)"};

std::string text_of(const cli::ObjectNode& object, bool with_values, bool json,
                    const cli::Palette& palette) {
  if (json) return cli::indented(cli::properties_to_json(object), palette);
  return with_values ? cli::list_as_table(object, palette) : cli::list_as_names(object, palette);
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool(manual);
  cli::TreeReader::Wanted wanted = {.depth = 0, .values = false};
  bool json = false;
  tool.line().add_flag("-l,--long", wanted.values, "With types and values");
  tool.line().add_flag("-j,--json", json, "JSON over several lines, coloured on a terminal");
  return cli::run_object_tool(tool, argc, argv, wanted, [&](const cli::ObjectNode& object) {
    return text_of(object, wanted.values, json, *tool.output().palette);
  });
}
