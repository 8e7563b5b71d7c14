// qom-get: prints the value of one property. See qom-get.1.

#include "cli/json_text.h"
#include "cli/printable.h"
#include "cli/property_ref.h"
#include "cli/tool.h"
#include "qom/qmp_monitor.h"
#include "qom/value.h"

#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
using qmp::Json;
using qmp::Result;

constexpr cli::Manual manual = {
    "qom-get", "qom-get [OPTIONS] PATH.PROPERTY\n       qom-get [OPTIONS] PATH PROPERTY",
    "Prints the value of a property of an object of a running QEMU.",
    R"(Examples:
  qom-get -s vm.sock /machine.type
  qom-get -s vm.sock /machine/unattached/device[0].sse4.1
  qom-get -s vm.sock -j bal0 guest-stats
  qom-get -s vm.sock mnt/machine/type      (mnt: a mounted qom-fuse tree))"};

/// Most names hold no further dot, so the likeliest reading is tried without a look at what exists.
asio::awaitable<Result<Json>> get(qom::Monitor& monitor, std::vector<cli::PropertyRef> readings) {
  auto first = co_await monitor.get(readings.front().path, readings.front().property);
  if (first || first.error().failure != qmp::Failure::refused) co_return first;
  auto found = co_await cli::find_property(monitor, readings);
  if (!found) co_return found.error();
  if (found->ref == readings.front()) co_return first;
  co_return co_await monitor.get(found->ref.path, found->ref.property);
}

std::string text_of(const Json& value, bool json, const cli::Output& output) {
  if (json) return cli::indented(value, *output.palette);
  std::string text = qom::to_text(value);
  return (output.terminal ? cli::printable(text, cli::Notation::lines) : text) + '\n';
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool(manual);
  std::string path;
  std::optional<std::string> property;
  bool json = false;
  tool.line().add_flag("-j,--json", json, "JSON over several lines, coloured on a terminal");
  tool.line()
      .add_option("PATH", path, "The object; partial paths are looked for in all the tree")
      ->type_name("")
      ->required();
  tool.line()
      .add_option("PROPERTY", property, "Its property, unless given behind a dot")
      ->type_name("");

  std::vector<cli::PropertyRef> readings;
  auto check = [&] { readings = cli::readings_of(path, property); };
  auto work = [&](qmp::Client& client) -> asio::awaitable<Result<>> {
    qom::QmpMonitor monitor(client);
    auto value = co_await get(monitor, readings);
    if (!value) co_return value.error();
    tool.print(text_of(*value, json, tool.output()));
    co_return Result<>();
  };
  return tool.run(argc, argv, check, work);
}
