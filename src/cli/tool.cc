#include "cli/tool.h"

#include "cli/command_line.h"
#include "cli/empty_value.h"
#include "cli/help_text.h"
#include "cli/printable.h"
#include "cli/source.h"
#include "cli/standard_streams.h"
#include "cli/waiting_time.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

namespace cli {
namespace {

class Help : public CLI::Formatter {
 public:
  explicit Help(std::string usage) : usage_(std::move(usage)) {}

  std::string make_usage(const CLI::App*, std::string) const override {
    return "Usage: " + usage_ + "\n";
  }

 private:
  std::string usage_;
};

void parse(CLI::App& line, int argc, const char* const* argv) {
  refuse_empty_values(line, argc, argv);
  try {
    line.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    throw Text{fitted(line.help())};
  } catch (const CLI::CallForVersion& version) {
    throw Text{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

int status_of(const qmp::Error& error) {
  switch (error.failure) {
    case qmp::Failure::refused:
    case qmp::Failure::invalid_value:
    case qmp::Failure::out_of_range:
    case qmp::Failure::too_large:
      return refused;
    default:
      return no_connection;
  }
}

Tool::Tool(const Manual& manual)
    : name_(manual.name), line_(manual.description, manual.name), output_(standard_output()) {
  auto help = std::make_shared<Help>(manual.usage);
  help->label("REQUIRED", "");
  line_.formatter(std::move(help));
  line_.footer(
      std::string("ADDR is a path, unix:PATH, HOST:PORT, tcp:HOST:PORT, [V6]:PORT or fd:N (an\n"
                  "inherited connected socket).\n\n") +
      manual.footer);
  line_.set_help_flag("-h,--help", "Print this help");
  line_.set_version_flag("-V,--version", name_ + " " QOM_FUSE_VERSION, "Print the version");
  option_ = line_.add_option("-s,--socket", socket_, "The QMP monitor, else $QMP_SOCKET");
  option_->type_name("ADDR");
  line_.add_flag("--insecure-tcp", insecure_tcp_,
                 "Connect to another machine, though QMP has no password and no encryption");
  line_
      .add_option("--timeout", timeout_,
                  "Longest wait for the connection (3 by default) and for each answer (10)")
      ->type_name("SEC")
      ->check(fault_of_waiting_time);
}

void Tool::take_address_argument() {
  argument_ = line_.add_option("ADDR", address_, "The QMP monitor, unless -s names it");
  argument_->type_name("");
}

qmp::ClientOptions Tool::client_options() const {
  qmp::ClientOptions options;
  options.reconnect = false;
  options.negotiates = negotiates;
  options.way_out = "give this tool a -qmp socket of its own, or use the mount's share socket";
  if (timeout_ > 0) {
    auto limit = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(timeout_));
    options.deadline = options.greeting = limit;
  }
  return options;
}

void Tool::print(const std::string& text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Tool::say(const std::string& line) const {
  std::cerr << name_ + ": " + printable(line) + '\n' << std::flush;
}

std::optional<std::string> Tool::given_address() const {
  if (argument_ && argument_->count() > 0) return address_;
  if (option_->count() > 0) return socket_;
  return std::nullopt;
}

qmp::Result<> Tool::parse_and_work(int argc, const char* const* argv,
                                   const std::function<void()>& check, const Work& work) {
  parse(line_, argc, argv);
  check();
  auto source = choose_source(given_address(), "name it with -s or in $QMP_SOCKET");
  return run_once(parse_source(source, insecure_tcp_), client_options(), sinks, work);
}

int Tool::run(int argc, const char* const* argv, const std::function<void()>& check,
              const Work& work) {
  open_standard_streams();
  int status = success;
  try {
    auto done = parse_and_work(argc, argv, check, work);
    if (!done) {
      std::fflush(stdout);
      say(done.error().text);
      status = status_of(done.error());
    }
  } catch (const Text& only) {
    print(only.text);
  } catch (const UsageError& error) {
    say(std::string(error.what()) + " (" + name_ + " -h tells more)");
    return wrong_usage;
  } catch (const std::exception& error) {
    say(error.what());
    return refused;
  }
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
  say(why_output_failed());
  return refused;
}

}  // namespace cli
