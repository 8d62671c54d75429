// See user_data_dir_sweeper.h.

#include "shell/browser/user_data_dir_sweeper.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <string_view>
#include <vector>

#include "shell/common/lock_owner.h"
#include "shell/common/scoped_dir.h"
#include "shell/common/scoped_fd.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

std::vector<std::string> List(const std::string& path) {
  const ScopedDir directory(opendir(path.c_str()));
  return directory ? ListNames(directory.get()) : std::vector<std::string>();
}

bool IsOwnDirectory(const std::string& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

// Otherwise another user could put something else in the place of a directory that is being looked
// at.
bool IsClosedToOthers(const std::string& root) {
  struct stat status;
  return IsOwnDirectory(root) && stat(root.c_str(), &status) == 0 &&
         (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

bool IsMarkedInMemory(int lock) {
  const std::optional<LockOwner> owner = ReadLockOwner(lock);
  return owner && owner->in_memory;
}

// A file in the directory that names `path` now: a sweep or a supervisor may have removed it before
// our flock().
bool StillNames(const std::string& path, int fd) {
  struct stat named;
  struct stat opened;
  return stat(path.c_str(), &named) == 0 && fstat(fd, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

}  // namespace

bool RemoveIfAbandoned(const std::string& user_data_dir) {
  if (!IsOwnDirectory(user_data_dir)) {
    return false;
  }
  const std::string path = user_data_dir + "/" + kLockFileName;
  const ScopedFd lock(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!lock.is_valid() || flock(lock.get(), LOCK_EX | LOCK_NB) != 0 ||
      !StillNames(path, lock.get())) {
    return false;
  }
  struct stat status;
  const bool died_while_locking =
      fstat(lock.get(), &status) == 0 && status.st_size == 0 && List(user_data_dir).size() == 1;
  if (!died_while_locking && !IsMarkedInMemory(lock.get())) {
    return false;
  }
  return RemoveUserDataDir(user_data_dir);
}

int SweepAbandoned(const std::string& root) {
  int removed = 0;
  if (!IsClosedToOthers(root)) {
    return removed;
  }
  for (const std::string& name : List(root)) {
    if (RemoveIfAbandoned(root + "/" + name)) {
      removed++;
    }
  }
  return removed;
}

}  // namespace valence
