#include "cli/waiting_time.h"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(WaitingTime, TakesTimesThatSomebodyMayWait) {
  for (const char* text : {"0.001", "1", "2.5", "1e3", "1000000"})
    EXPECT_EQ(cli::fault_of_waiting_time(text), "");
}

TEST(WaitingTime, RefusesWhatIsNoTime) {
  for (const char* text : {"0", "-1", "1000001", "nan", "-nan", "inf", "1s", ""})
    EXPECT_EQ(cli::fault_of_waiting_time(text),
              "'" + std::string(text) + "' is not a number of seconds from 0.001 to 1000000");
}

}  // namespace
