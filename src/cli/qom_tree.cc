// qom-tree: prints a tree of objects with all values. See qom-tree.1.

#include "cli/json_text.h"
#include "cli/property_ref.h"
#include "cli/tool.h"
#include "cli/tree_reader.h"
#include "cli/tree_text.h"
#include "qom/qmp_monitor.h"

#include <CLI/Validators.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>

namespace {

namespace asio = boost::asio;
using qmp::Result;

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
  std::string typed = "/";
  cli::TreeReader::Wanted wanted;
  bool json = false;
  tool.line()
      .add_option("-d,--depth", wanted.depth, "Levels below PATH; 0 is PATH alone (default: all)")
      ->type_name("DEPTH")
      ->check(CLI::Range(std::size_t(0), cli::TreeReader::max_depth).description(""));
  tool.line().add_flag("-j,--json", json, "JSON over several lines, coloured on a terminal");
  tool.line()
      .add_option("PATH", typed,
                  "The object (default: /); partial paths are looked for in all the tree")
      ->type_name("");

  qom::Path path;
  auto check = [&] { path = cli::object_path(typed); };
  auto work = [&](qmp::Client& client) -> asio::awaitable<Result<>> {
    qom::QmpMonitor monitor(client);
    cli::TreeReader reader(monitor, co_await asio::this_coro::executor, wanted);
    auto top = co_await reader.read(path);
    if (!top) co_return top.error();
    tool.print(text_of(**top, json, tool.output()));
    co_return Result<>();
  };
  return tool.run(argc, argv, check, work);
}
