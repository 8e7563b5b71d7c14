// Reads files of a mount for scripts/bench and prints as one line of JSON what that took. It does
// so in one process, because starting a program for each file would cost more than the reading.

#include "bench/latencies.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr const char* usage =
    "usage: fs-reader cat PATH N            reads one file N times\n"
    "       fs-reader parallel DIR THREADS  lists all below DIR, then reads every file once\n";
constexpr std::size_t buffer_size = 1 << 17;  // cat's

using Paths = std::vector<std::string>;

/// What cat(1) does with a file; false if it could not be read.
bool read_file(const char* path, std::vector<char>& buffer) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct stat status;
  ssize_t got = fstat(file, &status) == 0 ? 1 : -1;
  while (got > 0) got = read(file, buffer.data(), buffer.size());
  close(file);
  return got == 0;
}

int cat(const char* path, int times) {
  std::vector<char> buffer(buffer_size);
  std::vector<double> samples;
  int failed = 0;
  for (int i = 0; i < times; ++i) {
    const auto start = bench::Clock::now();
    if (!read_file(path, buffer)) ++failed;
    samples.push_back(bench::us_since(start));
  }
  std::printf("{\"p50_us\":%.1f,\"p99_us\":%.1f,\"failed\":%d}\n", bench::percentile(samples, 0.5),
              bench::percentile(samples, 0.99), failed);
  return failed == times ? 1 : 0;
}

Paths files_below(const char* directory) {
  Paths files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
    if (!entry.is_symlink() && entry.is_regular_file()) files.push_back(entry.path().string());
  return files;
}

/// Several of these share the list: each takes the next file that nobody has taken.
void read_some(const Paths& files, std::atomic<std::size_t>& next, std::atomic<int>& failed) {
  std::vector<char> buffer(buffer_size);
  for (std::size_t at = next++; at < files.size(); at = next++)
    if (!read_file(files[at].c_str(), buffer)) ++failed;
}

int parallel(const char* directory, int count) {
  std::atomic<std::size_t> next = 0;
  std::atomic<int> failed = 0;
  const auto start = bench::Clock::now();
  const Paths files = files_below(directory);
  const double walk_us = bench::us_since(start);
  std::vector<std::thread> readers;
  for (int i = 0; i < count; ++i) readers.emplace_back([&] { read_some(files, next, failed); });
  for (std::thread& reader : readers) reader.join();
  std::printf("{\"wall_us\":%.1f,\"walk_us\":%.1f,\"files\":%zu,\"failed\":%d}\n",
              bench::us_since(start), walk_us, files.size(), failed.load());
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string job = argc == 4 ? argv[1] : "";
  const int number = argc == 4 ? std::atoi(argv[3]) : 0;
  if (number > 0 && job == "cat") return cat(argv[2], number);
  if (number > 0 && job == "parallel") return parallel(argv[2], number);
  std::fputs(usage, stderr);
  return 2;
} catch (const std::exception& error) {
  std::fprintf(stderr, "fs-reader: %s\n", error.what());
  return 1;
}
