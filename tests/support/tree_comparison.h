#pragma once

#include <string>
#include <vector>

#include "support/monitor_probe.h"

namespace support {

/// How much was compared.
struct TreeCounts {
  int objects = 0;
  int properties = 0;
  int links = 0;
  int unset_links = 0;
  int refused = 0;  ///< of the properties: those QEMU refuses to read
};

/// Compares a mount with what QMP answers about the same machine, object by object: listings,
/// kinds, texts, link targets and refusals. Differences are collected as sentences, not reported
/// one by one. Only for trees whose names need no escape.
class TreeComparison {
 public:
  TreeComparison(MonitorProbe& probe, const std::string& mount) : probe_(probe), mount_(mount) {}

  void compare_all();

  const TreeCounts& counts() const { return counts_; }
  const std::vector<std::string>& differences() const { return differences_; }

 private:
  void compare_object(const std::string& path);
  void compare_names(const std::string& path, const std::vector<ListedProperty>& listing);
  void compare_child(const std::string& path, const std::string& name);
  void compare_link(const std::string& path, const std::string& name);
  void compare_file(const std::string& path, const std::string& name);
  void compare_refusal(const std::string& path, const std::string& name, const Answer& refusal);
  void compare_moving(const std::string& path, const std::string& name);
  bool has_kind(const std::string& path, unsigned kind, const std::string& kind_name);
  void differs(const std::string& path, const std::string& how);

  MonitorProbe& probe_;
  std::string mount_;
  std::vector<std::string> to_visit_;
  TreeCounts counts_;
  std::vector<std::string> differences_;
};

}  // namespace support
