#include "cli/program.h"

#include "cli/inherited_descriptors.h"
#include "cli/log.h"
#include "cli/signals.h"
#include "cli/standard_streams.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <variant>

namespace cli {
namespace {

/// A reader who has left, as of a pipe, ends the program in silence.
void print(const std::string& text) {
  std::signal(SIGPIPE, SIG_DFL);
  std::fputs(text.c_str(), stdout);
  if (std::fflush(stdout) != 0 || std::ferror(stdout))
    throw std::runtime_error(why_output_failed());
}

}  // namespace

int run_program(int argc, const char* const* argv, const std::string& advice,
                const std::function<void(const Options&)>& work) {
  constexpr int failed = 1;
  constexpr int wrong_usage = 2;
  open_standard_streams();
  ignore_harmless_signals();
  try {
    auto told = parse_options(argc, argv);
    if (auto* text = std::get_if<Text>(&told)) {
      print(text->text);
      return 0;
    }
    auto& options = std::get<Options>(told);
    close_all_but(named_descriptors(options));
    work(options);
    return 0;
  } catch (const UsageError& error) {
    say(error.what() + advice);
    return wrong_usage;
  } catch (const std::exception& error) {
    say(error.what());
    return failed;
  }
}

}  // namespace cli
