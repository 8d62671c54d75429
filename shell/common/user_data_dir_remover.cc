// See user_data_dir_remover.h.

#include "shell/common/user_data_dir_remover.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace valence {
namespace {

struct CloseDir {
  void operator()(DIR* directory) const { closedir(directory); }
};
using ScopedDir = std::unique_ptr<DIR, CloseDir>;

ScopedDir OpenDir(int parent, const char* name) {
  const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) {
    return nullptr;
  }
  ScopedDir directory(fdopendir(fd));
  if (!directory) {
    close(fd);
  }
  return directory;
}

// All names first: entries that are removed while the directory is read may hide others.
std::vector<std::string> List(DIR* directory) {
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      names.emplace_back(name);
    }
  }
  return names;
}

bool RemoveContents(DIR* directory, std::string_view keep);

bool RemoveEntry(int parent, const char* name) {
  if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) {
    return true;
  }
  const ScopedDir directory = OpenDir(parent, name);
  if (!directory || !RemoveContents(directory.get(), "")) {
    return false;
  }
  return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

bool RemoveContents(DIR* directory, std::string_view keep) {
  bool is_empty = true;
  for (const std::string& name : List(directory)) {
    if (name != keep) {
      is_empty = RemoveEntry(dirfd(directory), name.c_str()) && is_empty;
    }
  }
  return is_empty;
}

}  // namespace

bool RemoveUserDataDir(const std::string& path) {
  const ScopedDir directory = OpenDir(AT_FDCWD, path.c_str());
  if (!directory) {
    return errno == ENOENT;
  }
  if (!RemoveContents(directory.get(), kLockFileName)) {
    return false;
  }
  unlinkat(dirfd(directory.get()), kLockFileName, 0);
  return rmdir(path.c_str()) == 0 || errno == ENOENT;
}

}  // namespace valence
