// Closes a directory that is being read when it goes out of scope.

#ifndef SHELL_COMMON_SCOPED_DIR_H_
#define SHELL_COMMON_SCOPED_DIR_H_

#include <dirent.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace valence {

struct CloseDir {
  void operator()(DIR* directory) const { closedir(directory); }
};

// Empty: it could not be opened.
using ScopedDir = std::unique_ptr<DIR, CloseDir>;

// All names but "." and "..". At once, because entries that are removed while a directory is read
// may hide others.
inline std::vector<std::string> ListNames(DIR* directory) {
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      names.emplace_back(name);
    }
  }
  return names;
}

}  // namespace valence

#endif  // SHELL_COMMON_SCOPED_DIR_H_
