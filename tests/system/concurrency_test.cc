// Many readers at once, and all of them right.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "support/attribute_file.h"
#include "support/expected.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using support::MountedMachine;

class Concurrency : public support::SystemTest {};

constexpr int readers = 64;

/// The texts of the readable files of one object, by path in the mount.
std::map<std::string, std::string> texts_of(MountedMachine& vm, const std::string& object) {
  std::map<std::string, std::string> texts;
  for (const support::ListedProperty& property : vm.probe.list(object)) {
    const support::Answer answer = vm.probe.get(object, property.name);
    if (property.is_child() || property.is_link() || !answer.ok) continue;
    texts[vm(object + "/" + property.name)] = support::expected_text(answer.value);
  }
  return texts;
}

TEST_F(Concurrency, ParallelReadersAllGetTheirOwnValues) {
  MountedMachine vm;
  const auto texts = texts_of(vm, "/machine/peripheral/bal0");
  ASSERT_GE(texts.size(), 10U);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < readers; ++i) {
    threads.emplace_back([&] {
      for (const auto& [path, text] : texts) {
        if (support::read_file(path).text != text) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(Concurrency, ParallelProcessesWalkTheSameFolders) {
  MountedMachine vm;
  const std::string walk = "for i in $(seq " + std::to_string(readers) + "); do find " +
                           vm("/machine") + " | wc -l & done | sort -u; wait";
  const support::Outcome outcome = support::run(walk, std::chrono::seconds(100));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, support::run("find " + vm("/machine") + " | wc -l").out);
}

TEST_F(Concurrency, ReadersAndAWriterDoNotMixUp) {
  MountedMachine vm;
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::write_file(file, "1111\n").error(), 0);
  std::atomic<bool> stop = false;
  std::atomic<int> odd = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const std::string text = support::read_file(file).text;
        if (text != "1111\n" && text != "2222\n") ++odd;
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(support::write_file(file, i % 2 == 0 ? "2222\n" : "1111\n").error(), 0);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(odd, 0);
}

}  // namespace
