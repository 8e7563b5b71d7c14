#include "cli/events_line.h"

#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace {

TEST(EventsLine, NamesEventsAndLimits) {
  const auto wanted = cli::parse_events({"--count", "3", "STOP", "--timeout=0.5", "RESUME"});
  EXPECT_EQ(wanted.names, (std::vector<std::string>{"STOP", "RESUME"}));
  EXPECT_EQ(wanted.count, 3u);
  EXPECT_EQ(wanted.limit, std::chrono::milliseconds(500));
  EXPECT_FALSE(cli::parse_events({}).count);
}

TEST(EventsLine, HelpsWhenItIsAsked) {
  for (const char* word : {"-h", "--help"}) {
    try {
      cli::parse_events({"STOP", word});
      FAIL() << word;
    } catch (const cli::Text& help) {
      EXPECT_NE(help.text.find("--count N"), std::string::npos) << help.text;
      std::istringstream lines(help.text);
      for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
    }
  }
}

TEST(EventsLine, RefusesWhatMakesNoSense) {
  EXPECT_THROW(cli::parse_events({"--count", "0"}), cli::UsageError);
  EXPECT_THROW(cli::parse_events({"--nope"}), cli::UsageError);
}

}  // namespace
