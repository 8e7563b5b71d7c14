// qom-tree: prints a tree of objects with all values. See qom-tree.1.

#include "cli/json_text.h"
#include "cli/object_tool.h"
#include "cli/tree_text.h"

#include <CLI/Validators.hpp>

#include <string>

namespace {

constexpr cli::Manual manual = {
    "qom-tree", "qom-tree [OPTIONS] [PATH]",
    "Prints an object of a running QEMU and all objects below it, with their values.",
    R"(Examples:
  qom-tree -s vm.sock
  qom-tree -s vm.sock -d 1 /machine/peripheral
  qom-tree -s vm.sock -j | jq '.[] | select(.type == "iothread")')"};

std::string text_of(const cli::ObjectNode& top, bool json, const cli::Output& output) {
  if (json) return cli::indented(cli::to_json_list(top), *output.palette);
  return output.terminal ? cli::tree_with_branches(top, output) : cli::tree_as_lines(top);
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool(manual);
  cli::TreeReader::Wanted wanted;
  bool json = false;
  tool.line()
      .add_option("-d,--depth", wanted.depth, "Levels below PATH; 0 is PATH alone (default: all)")
      ->type_name("DEPTH")
      ->check(CLI::Range(std::size_t(0), cli::TreeReader::max_depth).description(""));
  tool.line().add_flag("-j,--json", json, "JSON over several lines, coloured on a terminal");
  return cli::run_object_tool(tool, argc, argv, wanted, [&](const cli::ObjectNode& top) {
    return text_of(top, json, tool.output());
  });
}
