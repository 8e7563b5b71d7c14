#include "cli/human_monitor.h"

#include "cli/command_line.h"
#include "cli/shell_line.h"
#include "qom/value.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
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

bool chooses_processor(const std::string& line) {
  auto words = split_shell_line(line);
  return words.size() == 2 && words[0].text == "cpu";
}

/// The number in `cpu N`, in decimal or with 0x. QEMU would take a sum, too.
std::optional<int> chosen_processor(const std::string& line) {
  auto number = qom::from_text(split_shell_line(line).back().text, qom::Shape::integer, "uint16");
  return number ? std::optional<int>(number->get<int>()) : std::nullopt;
}

std::string first_line(const std::string& text) {
  return text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
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

Json HumanMonitor::arguments(const std::string& line) const { return to_carry(line, processor_); }

void HumanMonitor::take_answer(const std::string& line, const std::string& text) {
  if (!chooses_processor(line)) return;
  auto processor = chosen_processor(line);
  std::string why = first_line(text);
  if (why.empty() && !processor) why = "write the processor's number, as cpu 1";
  if (!why.empty())
    throw UsageError(line + ": " + why + "; lines still go to " + present_processor());
  processor_ = processor;
}

void HumanMonitor::take_refusal(const qmp::Error& error) {
  if (!processor_ || error.text.find("cpu-index") == error.text.npos) return;
  std::string gone = present_processor();
  processor_.reset();
  throw UsageError(gone + " is gone; lines go to " + present_processor() + " again");
}

std::string HumanMonitor::present_processor() const {
  return processor_ ? "processor " + std::to_string(*processor_) : "the first processor";
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
