#include "cli/program.h"

#include "cli/background.h"
#include "cli/log.h"

#include <exception>
#include <iostream>
#include <variant>

namespace cli {

int run_program(int argc, const char* const* argv, const std::string& advice,
                const std::function<void(const Options&)>& work) {
  constexpr int failed = 1;
  constexpr int wrong_usage = 2;
  open_standard_streams();
  try {
    auto told = parse_options(argc, argv);
    if (auto* text = std::get_if<Text>(&told)) {
      std::cout << text->text;
      return 0;
    }
    work(std::get<Options>(told));
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
