// qom-fuse: mounts a running QEMU as a file system. See qom-fuse.1.

#include "cli/background.h"
#include "cli/log.h"
#include "cli/mount.h"
#include "cli/options.h"
#include "cli/program.h"

#include <optional>

namespace {

void mount(const cli::Options& options) {
  std::optional<cli::Background> background;
  if (!options.foreground) background.emplace();
  cli::Mount mount(options, cli::make_log(options),
                   [&background] { return !background || background->ready(); });
  mount.run();
}

}  // namespace

int main(int argc, char** argv) {
  return cli::run_program(argc, argv, " (qom-fuse -h tells more)", mount);
}
