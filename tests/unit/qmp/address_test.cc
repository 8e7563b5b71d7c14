#include "qmp/address.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace qmp {
namespace {

enum Family { local, tcp, inherited };  // the order of Address

struct Row {
  std::string text;
  Family family;
  std::string meaning;  // what to_text() says of it
};

void expect_parsed(const Row& row) {
  SCOPED_TRACE(row.text);
  auto address = parse_address(row.text);
  ASSERT_TRUE(address) << address.error().text;
  EXPECT_EQ(address->index(), row.family);
  EXPECT_EQ(to_text(*address), row.meaning);
}

/// A working directory that holds only what the test puts there.
class AddressInFolder : public testing::Test {
 protected:
  AddressInFolder() { std::filesystem::current_path(folder_.path()); }
  ~AddressInFolder() override { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
  support::ScratchDirectory folder_;
};

TEST_F(AddressInFolder, EachFormIsRead) {
  const Row rows[] = {
      {"/run/vm.sock", local, "/run/vm.sock"},
      {"vm.sock", local, "vm.sock"},
      {"unix:/run/vm.sock", local, "/run/vm.sock"},
      {"unix:vm:4444", local, "vm:4444"},
      {"./host:4444", local, "./host:4444"},
      {"/run/vm:4444", local, "/run/vm:4444"},
      {"./host:name", local, "./host:name"},
      {"my vm.sock", local, "'my vm.sock'"},
      {"vm's", local, "'vm'\\''s'"},
      {"localhost:4444", tcp, "localhost:4444"},
      {"127.0.0.1:1", tcp, "127.0.0.1:1"},
      {"host:65535", tcp, "host:65535"},
      {"tcp:host:4444", tcp, "host:4444"},
      {"[::1]:4444", tcp, "[::1]:4444"},
      {"tcp:[fe80::1%eth0]:4444", tcp, "[fe80::1%eth0]:4444"},
      {"fd:0", inherited, "fd:0"},
      {"fd:12", inherited, "fd:12"},
  };
  for (const Row& row : rows) expect_parsed(row);
}

TEST_F(AddressInFolder, APathThatExistsWinsOverEveryOtherReading) {
  for (std::string name : {"host:4444", "fd:3", "tcp:host:1", "unix:vm", "host:99999", "host:",
                           "host:4444x", ":4444x", "host:-1", "a:b:4444", "tcp:", "fd:x"}) {
    std::ofstream(name).put('\n');
    expect_parsed({name, local, name});
  }
  std::ofstream("[::1]:4444").put('\n');
  expect_parsed({"[::1]:4444", local, "'[::1]:4444'"});
}

TEST(Address, KeepsHostAndPortApart) {
  auto address = parse_address("tcp:[::1]:4444");
  ASSERT_TRUE(address);
  EXPECT_EQ(std::get<TcpAddress>(*address).host, "::1");
  EXPECT_EQ(std::get<TcpAddress>(*address).port, "4444");
}

TEST(Address, SaysWhatIsWrong) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "'' is no monitor address: it is empty"},
      {"unix:", "the path is empty"},
      {"host:0",
       "'host:0' is no monitor address: the port 0 is not a number from 1 to 65535; a socket of "
       "that name is ./host:0"},
      {"localhost:99999",
       "the port 99999 is not a number from 1 to 65535; a socket of that name "
       "is ./localhost:99999"},
      {"localhost:", "the port is missing; a socket of that name is ./localhost:"},
      {"localhost:-1", "the port -1 is not a number"},
      {"localhost:4444x", "the port 4444x is not a number"},
      {":4444x", "the port 4444x is not a number"},
      {"[::1]:", "the port is missing; a socket of that name is './[::1]:'"},
      {":", "the port is missing"},
      {"my host:my port",
       "the port 'my port' is not a number from 1 to 65535; a socket of that "
       "name is './my host:my port'"},
      {"a:b:4444", "[ADDRESS]:PORT; a socket of that name is ./a:b:4444"},
      {"[::1]", "the port is missing"},
      {"[::1]:65536", "from 1 to 65535"},
      {"tcp:host", "expected HOST:PORT"},
      {"tcp:host:", "the port is missing"},
      {"tcp:host:http", "from 1 to 65535"},
      {"tcp:host:0", "from 1 to 65535"},
      {"tcp:host:-1", "from 1 to 65535"},
      {"tcp:host:+1", "from 1 to 65535"},
      {"tcp:host:65536", "from 1 to 65535"},
      {"tcp:host:99999999999", "from 1 to 65535"},
      {"tcp:::1:4444", "[ADDRESS]:PORT"},
      {"tcp::4444", "the host is empty"},
      {"tcp:[]:4444", "the host is empty"},
      {":4444", "the host is empty"},
      {"fd:", "expected fd:NUMBER"},
      {"fd:-1", "expected fd:NUMBER"},
      {"fd:3x", "expected fd:NUMBER"},
      {"fd:99999999999", "expected fd:NUMBER"},
  };
  for (auto& [text, sentence] : rows) {
    SCOPED_TRACE(text);
    auto address = parse_address(text);
    ASSERT_FALSE(address);
    EXPECT_EQ(address.error().failure, Failure::invalid_value);
    EXPECT_NE(address.error().text.find(sentence), std::string::npos) << address.error().text;
  }
}

TEST(Address, ASocketPathMayBeLongerThanASocketsAddress) {
  for (std::size_t size : {107, 108, 3000})
    expect_parsed({"unix:/" + std::string(size, 'x'), local, "/" + std::string(size, 'x')});
}

}  // namespace
}  // namespace qmp
