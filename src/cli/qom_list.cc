// qom-list: lists what one object holds. See qom-list.1.

#include "cli/json_text.h"
#include "cli/list_text.h"
#include "cli/property_ref.h"
#include "cli/tool.h"
#include "cli/tree_reader.h"
#include "qom/qmp_monitor.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>

namespace {

namespace asio = boost::asio;
using qmp::Result;

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
  std::string typed = "/";
  cli::TreeReader::Wanted wanted = {.depth = 0, .values = false};
  bool json = false;
  tool.line().add_flag("-l,--long", wanted.values, "With types and values");
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
    auto object = co_await reader.read(path);
    if (!object) co_return object.error();
    tool.print(text_of(**object, wanted.values, json, *tool.output().palette));
    co_return Result<>();
  };
  return tool.run(argc, argv, check, work);
}
