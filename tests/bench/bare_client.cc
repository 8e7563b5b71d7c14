// The yardstick of scripts/bench: reads QOM over QMP as plainly and quickly as a serial client can,
// and prints as one line of JSON what that took. The time starts when the connection is ready.

#include "bench/latencies.h"
#include "bench/serial_monitor.h"
#include "bench/tree_jobs.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

namespace {

constexpr const char* usage =
    "usage: bare-client [--oob] SOCKET JOB\n"
    "\n"
    "JOB is one of\n"
    "  list-all                    list every object\n"
    "  link-all                    list every object, get every link\n"
    "  get-all                     list every object, get every value\n"
    "  list-get-all                both at once by qom-list-get (QEMU 10.1 and later)\n"
    "  one-get PATH PROPERTY N     get one value N times\n";

using Words = std::vector<std::string>;

void print_sent(const bench::SerialMonitor& monitor, double wall_us) {
  std::printf("{\"wall_us\":%.1f,\"commands\":%ld,\"bytes\":%ld", wall_us, monitor.commands(),
              monitor.bytes());
}

void print_walk(const bench::Walk& walk) {
  std::printf(",\"objects\":%d,\"properties\":%d,\"links\":%d,\"values\":%d,\"refused\":%d}\n",
              walk.objects, walk.properties, walk.links, walk.values, walk.refused);
}

void walk(bench::SerialMonitor& monitor, const std::string& job) {
  const auto start = bench::Clock::now();
  bench::Walk walk;
  if (job == "list-get-all")
    walk = bench::walk_in_batches(monitor);
  else if (job == "get-all")
    walk = bench::walk_serially(monitor, bench::Wanted::values);
  else if (job == "link-all")
    walk = bench::walk_serially(monitor, bench::Wanted::link_targets);
  else
    walk = bench::walk_serially(monitor, bench::Wanted::names);
  print_sent(monitor, bench::us_since(start));
  print_walk(walk);
}

void get_repeatedly(bench::SerialMonitor& monitor, const Words& words) {
  const std::string command = R"({"execute":"qom-get","arguments":{"path":")" + words[2] +
                              R"(","property":")" + words[3] + R"("}})";
  const int times = std::atoi(words[4].c_str());
  std::vector<double> samples;
  int refused = 0;
  const auto start = bench::Clock::now();
  for (int i = 0; i < times; ++i) {
    const auto before = bench::Clock::now();
    if (!bench::succeeded(monitor.ask(command))) ++refused;
    samples.push_back(bench::us_since(before));
  }
  print_sent(monitor, bench::us_since(start));
  std::printf(",\"p50_us\":%.1f,\"p99_us\":%.1f,\"refused\":%d}\n", bench::percentile(samples, 0.5),
              bench::percentile(samples, 0.99), refused);
}

bool is_known(const Words& words) {
  if (words.size() == 5) return words[1] == "one-get";
  const Words walks = {"list-all", "link-all", "get-all", "list-get-all"};
  return words.size() == 2 && std::find(walks.begin(), walks.end(), words[1]) != walks.end();
}

}  // namespace

int main(int argc, char** argv) try {
  Words words(argv + 1, argv + argc);
  const bool oob = !words.empty() && words[0] == "--oob";
  if (oob) words.erase(words.begin());
  if (!is_known(words)) {
    std::fputs(usage, stderr);
    return 2;
  }
  bench::SerialMonitor monitor(words[0], oob);
  if (words[1] == "one-get")
    get_repeatedly(monitor, words);
  else
    walk(monitor, words[1]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bare-client: %s\n", error.what());
  return 1;
}
