// The user-data directory of one browser and the lock that says who owns it.
//
// The lock is flock() on `valence.lock` in the directory. The supervisor inherits the locked file,
// so that the lock is free when the last process of the browser is gone, not when the app is. A
// directory can be removed by its supervisor or by a sweep between our open() and our flock(); both
// hold the lock while they remove. So the lock counts only if afterwards the path still leads to
// the file that was locked, and is tried again otherwise.

#ifndef SHELL_BROWSER_USER_DATA_DIR_LOCK_H_
#define SHELL_BROWSER_USER_DATA_DIR_LOCK_H_

#include <optional>
#include <string>
#include <utility>

#include "shell/common/scoped_fd.h"

namespace valence {

class UserDataDirLock {
 public:
  enum class LockResult {
    kLocked,
    kBusy,    // Its owner is just beginning or ending: worth another try.
    kInUse,   // In use by a living app, or by a Chromium of the user's own.
    kFailed,  // Cannot be created or written.
  };

  // `in_memory`: the directory goes when its lock gets free.
  UserDataDirLock(std::string user_data_dir, bool in_memory);

  // Creates the directory (0700) if it is missing and tries to become its owner. Does not block.
  // Otherwise error() says why not.
  LockResult TryLock();

  // The locked file.
  ScopedFd TakeLock() { return std::move(lock_); }

  const std::string& user_data_dir() const { return user_data_dir_; }
  bool in_memory() const { return in_memory_; }
  const std::string& error() const { return error_; }

 private:
  // nullopt: the directory or its lock file went away in between.
  std::optional<LockResult> TryOnce();
  bool CreateDirectories();
  bool IsOwnedByUser();
  bool IsForeignBrowserAlive();
  LockResult ReportOwner(int lock);
  LockResult Fail(const std::string& what);

  const std::string user_data_dir_;
  const bool in_memory_;
  ScopedFd lock_;
  std::string error_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_USER_DATA_DIR_LOCK_H_
