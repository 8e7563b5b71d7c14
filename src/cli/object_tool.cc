#include "cli/object_tool.h"

#include "cli/property_ref.h"
#include "qom/qmp_monitor.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cli {

int run_object_tool(Tool& tool, int argc, const char* const* argv, const TreeReader::Wanted& wanted,
                    const std::function<std::string(const ObjectNode&)>& text_of) {
  std::string typed = "/";
  tool.line()
      .add_option("PATH", typed,
                  "The object (default: /); partial paths are looked for in all the tree")
      ->type_name("");

  qom::Path path;
  auto check = [&] { path = object_path(typed); };
  auto work = [&](qmp::Client& client) -> asio::awaitable<qmp::Result<>> {
    qom::QmpMonitor monitor(client);
    TreeReader reader(monitor, co_await asio::this_coro::executor, wanted);
    auto top = co_await reader.read(path);
    if (!top) co_return top.error();
    tool.print(text_of(**top));
    co_return qmp::Result<>();
  };
  return tool.run(argc, argv, check, work);
}

}  // namespace cli
