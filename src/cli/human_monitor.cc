#include "cli/human_monitor.h"

#include "cli/shell_line.h"

#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <sstream>
#include <utility>
#include <vector>

namespace cli {
namespace {

using qmp::Json;

Json to_carry(const std::string& line, std::optional<int> processor) {
  Json arguments = Json::object();
  arguments["command-line"] = line;
  if (processor) arguments["cpu-index"] = *processor;
  return arguments;
}

/// The number in `cpu N`.
std::optional<int> chosen_processor(const std::string& line) {
  auto words = split_shell_line(line);
  if (words.size() != 2 || words[0].text != "cpu") return std::nullopt;
  const std::string& text = words[1].text;
  int number = 0;
  auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  bool good = end.ec == std::errc() && end.ptr == text.data() + text.size() && number >= 0;
  return good ? std::optional<int>(number) : std::nullopt;
}

/// Help has a line for each command, `name|alias [arguments] -- what it does`; behind `info` the
/// name is the second word.
void offer_names(Completion& completion, const std::string& line, const std::string& help,
                 bool of_info) {
  std::istringstream lines(help);
  for (std::string text; std::getline(lines, text);) {
    std::istringstream words(text);
    std::string name;
    words >> name;
    if (of_info) words >> name;
    std::istringstream names(name);
    while (std::getline(names, name, '|')) completion.offer(line, name);
  }
}

}  // namespace

std::optional<Json> HumanMonitor::arguments(const std::string& line) {
  if (auto processor = chosen_processor(line)) {
    processor_ = processor;
    return std::nullopt;
  }
  return to_carry(line, processor_);
}

asio::awaitable<Completion> HumanMonitor::complete(std::string line, Ask ask) const {
  Completion completion;
  auto words = split_shell_line(line);
  bool begun = !line.empty() && line.back() != ' ';
  std::size_t before = words.size() - (begun && !words.empty() ? 1 : 0);
  completion.from = begun && !words.empty() ? words.back().begin : line.size();
  std::string first = words.empty() ? "" : words.front().text;
  bool of_info = before == 1 && first == "info";
  bool of_all = before == 0 || (before == 1 && (first == "help" || first == "?"));
  if (!of_info && !of_all) co_return completion;
  qmp::Command help(carrier, to_carry(of_info ? "help info" : "help", std::nullopt));
  auto answer = co_await ask(std::move(help));
  if (answer && answer->is_string())
    offer_names(completion, line, answer->get<std::string>(), of_info);
  co_return completion;
}

}  // namespace cli
