// The share's parser beside QEMU's own: some thousand pieces of good and bad input, each said to a
// real monitor and to the parser.

#include "qmp/request_reader.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "support/monitor_wire.h"
#include "support/newer_qemu.h"
#include "support/qemu_process.h"
#include "support/request_bytes.h"
#include "support/system_test.h"

namespace {

using nlohmann::json;  // without the order of members, which is QEMU's hash table's in an id
using support::MonitorWire;

class RequestReading : public support::SystemTest {};

/// What came of one value: a sentence of the parser, or an answer to the value with its id.
struct Outcome {
  std::string fault;
  json id = json::value_t::discarded;
};

constexpr const char* no_object = "QMP input must be a JSON object";

/// Ends whatever a piece left open, and is answered by a sentence of its own.
constexpr const char* last_words = "\n\x1B{\"execute\":\"last-words\"}";
constexpr const char* last_answer = "The command last-words has not been found";

Outcome outcome_of(const qmp::RequestReader::Input& input) {
  if (auto* fault = std::get_if<qmp::JsonFault>(&input)) return {fault->text, json()};
  const qmp::Json& value = std::get<qmp::Request>(input).value;
  if (!value.is_object()) return {no_object, json()};
  auto id = value.find("id");
  return {"", id == value.end() ? json() : json::parse(id->dump())};
}

std::vector<Outcome> outcomes_of_reader(std::string_view bytes, std::size_t read_size) {
  qmp::RequestReader reader(1 << 20);
  std::vector<Outcome> outcomes;
  for (std::size_t at = 0; at < bytes.size(); at += read_size) {
    reader.feed(bytes.substr(at, read_size));
    while (auto input = reader.next()) outcomes.push_back(outcome_of(*input));
  }
  outcomes.pop_back();  // the last words
  return outcomes;
}

/// QEMU 11.1 begins a sentence with its place, counted from the first byte of the connection.
std::string without_place(const std::string& sentence) {
  static const std::regex place("^[0-9]+:[0-9]+: ");
  return std::regex_replace(sentence, place, "");
}

std::vector<Outcome> outcomes_of_monitor(MonitorWire& monitor) {
  std::vector<Outcome> outcomes;
  for (;;) {
    const json answer = json::parse(monitor.line());
    const std::string sentence = without_place(answer.at("error").at("desc"));
    if (sentence == last_answer) return outcomes;
    const bool is_fault = sentence.starts_with("JSON ") || sentence == no_object;
    outcomes.push_back({is_fault ? sentence : "", answer.value("id", json())});
  }
}

/// The words that 11.1 has changed. It names the first fault of a value where older ones name a
/// stray token behind that; and of a key only that it is none.
bool says_the_same(const std::string& newer, const std::string& ours) {
  const std::string start = "JSON parse error, ";
  const std::pair<std::string, std::string> changed[] = {
      {"expecting ':'", "missing : in object pair"},
      {"expected ',' or '}'", "expected separator in dict"},
      {"expected ',' or ']'", "expected separator in list"},
  };
  for (auto& [now, before] : changed)
    if (newer == start + now && ours == start + before) return true;
  if (ours.starts_with(start + "stray '")) return newer.starts_with(start);
  return newer == ours || (newer == start + "expecting key" && ours.starts_with(start));
}

bool is_same(const std::string& theirs, const std::string& ours) { return theirs == ours; }

using Same = bool (*)(const std::string& theirs, const std::string& ours);

void expect_same(const std::vector<Outcome>& theirs, const std::vector<Outcome>& ours, Same same) {
  ASSERT_EQ(theirs.size(), ours.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    EXPECT_PRED2(same, theirs[i].fault, ours[i].fault);
    EXPECT_EQ(theirs[i].id, ours[i].id);
  }
}

/// Each byte that is read alone costs QEMU a turn of its loop.
void expect_reads_as_monitor(bool byte_by_byte, Same same) {
  const support::QemuProcess qemu(support::bare_machine("none"));
  MonitorWire monitor(qemu.probe_socket());
  monitor.line();
  monitor.send("{\"execute\":\"qmp_capabilities\"}");
  monitor.line();
  for (const std::string& piece : support::request_bytes()) {
    SCOPED_TRACE(testing::PrintToString(piece));
    const std::string bytes = piece + last_words;
    if (byte_by_byte) {
      monitor.send_byte_by_byte(bytes);
    } else {
      monitor.send(bytes);
    }
    const std::size_t read_size = byte_by_byte ? 1 : bytes.size();
    expect_same(outcomes_of_monitor(monitor), outcomes_of_reader(bytes, read_size), same);
  }
}

TEST_F(RequestReading, IsThatOfQemu) { expect_reads_as_monitor(false, is_same); }

TEST_F(RequestReading, IsThatOfQemuWhenEachByteComesAlone) {
  expect_reads_as_monitor(true, is_same);
}

TEST_F(RequestReading, IsThatOfANewerQemuInOtherWords) {
  if (support::newer_qemu_program().empty())
    GTEST_SKIP() << "QOM_FUSE_QEMU_NEW names no second QEMU";
  const support::NewerQemu newer;
  expect_reads_as_monitor(false, says_the_same);
}

}  // namespace
