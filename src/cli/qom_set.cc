// qom-set: sets one property. See qom-set.1.

#include "cli/command_line.h"
#include "cli/property_ref.h"
#include "cli/tool.h"
#include "qom/assign.h"
#include "qom/qmp_monitor.h"

#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
using qmp::Result;

constexpr cli::Manual manual = {
    "qom-set",
    "qom-set [OPTIONS] PATH.PROPERTY VALUE\n       qom-set [OPTIONS] PATH PROPERTY VALUE",
    "Sets a property of an object of a running QEMU. VALUE becomes the JSON type that it needs.",
    R"(Examples:
  qom-set -s vm.sock /objects/iothread0.poll-max-ns 4096
  qom-set -s vm.sock /objects/mem0 dump off
  qom-set -s vm.sock bal0.guest-stats-polling-interval 1
A VALUE that begins with a minus and is no number comes behind --.)"};

/// QEMU names what it refuses; what is refused before it is asked needs that, too.
qmp::Error with_place(qmp::Error error, const cli::FoundProperty& found) {
  if (error.failure != qmp::Failure::invalid_value && error.failure != qmp::Failure::out_of_range)
    return error;
  error.text = found.ref.path.text() + "." + found.ref.property + ": " + error.text;
  if (!found.property.type.empty())
    error.text += " (the property is of type " + found.property.type + ")";
  return error;
}

asio::awaitable<Result<>> set(qom::Monitor& monitor, std::vector<cli::PropertyRef> readings,
                              std::string value) {
  auto found = co_await cli::find_property(monitor, std::move(readings));
  if (!found) co_return found.error();
  const qom::Path& path = found->ref.path;
  auto shape = co_await qom::writing_shape(monitor, path, found->property);
  if (!shape) co_return shape.error();
  auto done = co_await qom::assign(monitor, path, found->property, *shape, std::move(value));
  if (!done) co_return with_place(done.error(), *found);
  co_return Result<>();
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool(manual);
  // Not one list of words: CLI11 would take the brackets off a VALUE like [0].
  std::string path, second, third;
  tool.line().add_option("PATH", path, "The object")->type_name("")->required();
  tool.line()
      .add_option("PROPERTY", second, "Its property, unless given behind a dot")
      ->type_name("");
  auto* all_three = tool.line().add_option("VALUE", third, "The new value")->type_name("");

  std::vector<cli::PropertyRef> readings;
  std::string value;
  auto check = [&] {
    if (tool.line().count("PROPERTY") == 0) throw cli::UsageError("no VALUE given");
    bool apart = all_three->count() > 0;
    readings = cli::readings_of(path, apart ? std::optional(second) : std::nullopt);
    value = apart ? third : second;
  };
  auto work = [&](qmp::Client& client) -> asio::awaitable<Result<>> {
    qom::QmpMonitor monitor(client);
    co_return co_await set(monitor, readings, value);
  };
  return tool.run(argc, argv, check, work);
}
