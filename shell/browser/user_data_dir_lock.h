// The user-data directory of one browser and the lock that says who owns it.
//
// The lock is flock() on `valence.lock` in the directory. The supervisor inherits the locked file,
// so that the lock is free when the last process of the browser is gone, not when the app is. A
// directory can be removed by its supervisor or by a sweep between our open() and our flock(); both
// hold the lock while they remove. So the lock counts only if afterwards the path still leads to
// the file that was locked, and is tried again otherwise.

#ifndef SHELL_BROWSER_USER_DATA_DIR_LOCK_H_
#define SHELL_BROWSER_USER_DATA_DIR_LOCK_H_

#include <string>
#include <utility>

#include "shell/common/scoped_fd.h"

namespace valence {

class UserDataDirLock {
 public:
  enum class LockResult { kLocked, kInUse, kFailed };

  // `in_memory`: the directory goes when its lock gets free.
  UserDataDirLock(std::string user_data_dir, bool in_memory);

  // Creates the directory (0700) if it is missing and tries to become its owner. Does not block.
  // kInUse and kFailed (cannot be created or written): error().
  LockResult TryLock();

  // The locked file.
  ScopedFd TakeLock() { return std::move(lock_); }

  const std::string& user_data_dir() const { return user_data_dir_; }
  bool in_memory() const { return in_memory_; }
  const std::string& error() const { return error_; }

 private:
  // kRemoved: the directory or its lock file went away in between.
  enum class Attempt { kLocked, kInUse, kFailed, kRemoved };
  Attempt TryOnce();
  bool CreateDirectories();
  bool IsOwnedByUser();
  bool IsForeignBrowserAlive();
  Attempt Fail(const std::string& what);

  const std::string user_data_dir_;
  const bool in_memory_;
  ScopedFd lock_;
  std::string error_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_USER_DATA_DIR_LOCK_H_
