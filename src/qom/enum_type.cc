#include "qom/enum_type.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace qom {
namespace {

/// An enum as QAPI calls it, and its values, each between blanks.
struct Enum {
  std::string_view type;
  std::string_view values;
};

constexpr Enum enums[] = {
    {"BiosAtaTranslation", " auto none lba large rechs "},
    {"BlockdevOnError", " report ignore enospc stop auto "},
    {"FdcDriveType", " 144 288 120 none auto "},
    {"FloppyDriveType", " 144 288 120 none auto "},
    {"GranuleMode", " 4k 8k 16k 64k host "},
    {"HostMemPolicy", " default preferred bind interleave "},
    {"LostTickPolicy", " discard delay slew "},
    {"MonitorQMPCloseAction", " delete none "},
    {"NetFilterDirection", " all rx tx "},
    {"OffAutoPCIBAR", " off auto bar0 bar1 bar2 bar3 bar4 bar5 "},
    {"OnOffAuto", " on off auto "},
    {"PCIELinkSpeed", " 2_5 5 8 16 32 64 "},
    {"PCIELinkWidth", " 1 2 4 8 12 16 32 "},
    {"QAuthZListPolicy", " deny allow "},
    {"QCryptoSecretFormat", " raw base64 "},
    {"QCryptoTLSCredsEndpoint", " client server "},
    {"SpdmTransportType", " doe nvme mctp scsi unspecified "},
};

}  // namespace

bool begins_an_enum(std::string_view text, std::string_view type) {
  auto known = std::find_if(std::begin(enums), std::end(enums),
                            [&](const Enum& candidate) { return candidate.type == type; });
  if (known == std::end(enums) || text.find(' ') != text.npos) return false;
  std::string word = ' ' + std::string(text);
  bool begins = known->values.find(word) != std::string_view::npos;
  return begins && known->values.find(word + ' ') == std::string_view::npos;
}

}  // namespace qom
