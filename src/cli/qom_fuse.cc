// qom-fuse: mounts a running QEMU as a file system. See qom-fuse.1.

#include "cli/background.h"
#include "cli/log.h"
#include "cli/mount.h"
#include "cli/options.h"

#include <csignal>
#include <exception>
#include <iostream>
#include <optional>

namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

void mount(const cli::Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  std::optional<cli::Background> background;
  if (!options.foreground) background.emplace();
  cli::Mount mount(options, cli::make_log(options.foreground), [&background] {
    if (background) background->ready();
  });
  mount.run();
}

}  // namespace

int main(int argc, char** argv) {
  cli::open_standard_streams();
  try {
    auto told = cli::parse_options(argc, argv);
    if (auto* text = std::get_if<cli::Text>(&told)) {
      std::cout << text->text;
      return 0;
    }
    mount(std::get<cli::Options>(told));
    return 0;
  } catch (const cli::UsageError& error) {
    cli::say(std::string(error.what()) + " (qom-fuse -h tells more)");
    return wrong_usage;
  } catch (const std::exception& error) {
    cli::say(error.what());
    return failed;
  }
}
