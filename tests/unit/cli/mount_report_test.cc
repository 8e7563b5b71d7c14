#include "cli/mount_report.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::chrono_literals;
using cli::MountReport;

MountReport report() {
  MountReport report;
  report.version = "7.2.22";
  report.source = "/run/vm.sock";
  report.up = 5s;
  report.commands = 12;
  report.use = {8, 5, 20, 9};
  return report;
}

TEST(MountReport, IsOneLineWithAllThatIsCounted) {
  EXPECT_EQ(cli::to_text(report()),
            "serving QEMU 7.2.22 at /run/vm.sock, up 5 s, 12 commands, "
            "at hand were 5 of 8 listings and 9 of 20 values");
}

TEST(MountReport, SaysHowItStandsWithQemu) {
  MountReport silent = report();
  silent.qemu = MountReport::Qemu::silent;
  EXPECT_TRUE(
      cli::to_text(silent).starts_with("QEMU 7.2.22 at /run/vm.sock does not answer, up 5 s,"));
  MountReport gone = report();
  gone.qemu = MountReport::Qemu::gone;
  EXPECT_TRUE(
      cli::to_text(gone).starts_with("waiting for QEMU at /run/vm.sock (it was 7.2.22), up 5 s,"));
}

TEST(MountReport, TellsTimeAsPeopleDo) {
  const std::pair<std::chrono::seconds, std::string> rows[] = {
      {0s, "up 0 s,"},
      {59s, "up 59 s,"},
      {60s, "up 1 min 0 s,"},
      {3600s + 5s, "up 1 h 0 min 5 s,"},
      {24h * 3 + 2h + 7min, "up 3 d 2 h 7 min 0 s,"},
  };
  for (auto& [up, text] : rows) {
    MountReport some = report();
    some.up = up;
    EXPECT_NE(cli::to_text(some).find(text), std::string::npos) << cli::to_text(some);
  }
}

TEST(MountReport, NamesTheVersionOfQemu) {
  qmp::Greeting greeting;
  greeting.major = 11;
  greeting.minor = 1;
  EXPECT_EQ(qmp::version_text(greeting), "11.1.0");
}

}  // namespace
