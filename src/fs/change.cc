#include "fs/filesystem.h"

namespace fs {

void Filesystem::machine_gone() {
  machine_is_gone_ = true;
  tree_.forget(qom::Path());
  inodes_.detach(inodes_.root());
}

void Filesystem::machine_came() {
  machine_is_gone_ = false;
}

}  // namespace fs
