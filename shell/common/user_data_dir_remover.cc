// See user_data_dir_remover.h.

#include "shell/common/user_data_dir_remover.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string_view>

#include "shell/common/scoped_dir.h"

namespace valence {
namespace {

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
  for (const std::string& name : ListNames(directory)) {
    if (name != keep) {
      is_empty = RemoveEntry(dirfd(directory), name.c_str()) && is_empty;
    }
  }
  return is_empty;
}

// Of the directory, by the brand of the executable (base/files/file_util_posix.cc).
constexpr std::array<std::string_view, 2> kSocketDirPrefixes = {"org.chromium.Chromium.",
                                                                "com.google.Chrome."};

bool IsSocketDir(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return path.starts_with('/') &&
         std::any_of(kSocketDirPrefixes.begin(), kSocketDirPrefixes.end(),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

void RemoveSocketDir(const std::string& user_data_dir) {
  std::array<char, PATH_MAX> target;
  const std::string link = user_data_dir + "/SingletonSocket";
  const ssize_t size = readlink(link.c_str(), target.data(), target.size());
  const std::string_view socket(target.data(), size < 0 ? 0 : static_cast<size_t>(size));
  const std::string path(socket.substr(0, socket.rfind('/')));
  if (!IsSocketDir(path)) {
    return;
  }
  const ScopedDir directory = OpenDir(AT_FDCWD, path.c_str());
  struct stat status;
  if (!directory || fstat(dirfd(directory.get()), &status) != 0 || status.st_uid != geteuid()) {
    return;
  }
  for (const char* name : {"SingletonSocket", "SingletonCookie"}) {
    unlinkat(dirfd(directory.get()), name, 0);
  }
  rmdir(path.c_str());
}

bool RemoveUserDataDir(const std::string& path) {
  RemoveSocketDir(path);
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
