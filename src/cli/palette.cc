#include "cli/palette.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>

namespace cli {
namespace {

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  bool forbidden = no_colour && *no_colour;
  return !forbidden && terminal && std::string_view(terminal) != "dumb";
}

std::size_t columns_of_terminal() {
  winsize size = {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

const Palette plain = {};

const Palette coloured = {
    .object = "\033[1;34m",
    .link = "\033[36m",
    .name = "\033[1m",
    .type = "\033[2m",
    .string = "\033[32m",
    .number = "\033[33m",
    .word = "\033[35m",
    .end = "\033[0m",
};

std::string paint(std::string_view text, std::string_view colour, const Palette& palette) {
  std::string painted(colour);
  painted += text;
  if (!colour.empty()) painted += palette.end;
  return painted;
}

Output standard_output() {
  Output output;
  output.terminal = ::isatty(STDOUT_FILENO) == 1;
  std::setlocale(LC_CTYPE, "");
  output.utf8 = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  if (output.terminal) output.columns = columns_of_terminal();
  if (output.terminal && wants_colour()) output.palette = &coloured;
  return output;
}

}  // namespace cli
