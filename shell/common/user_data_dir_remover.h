// Removes a user-data directory and knows the lock file in it. Used by the app (sweep) and by the
// supervisor.

#ifndef SHELL_COMMON_USER_DATA_DIR_REMOVER_H_
#define SHELL_COMMON_USER_DATA_DIR_REMOVER_H_

#include <string>

namespace valence {

// In every user-data directory; flock()ed by the owner of the directory until its last process is
// gone.
inline constexpr char kLockFileName[] = "valence.lock";

// In the lock file of a directory that is to be removed when its lock is free: see lock_owner.h.
inline constexpr char kInMemoryMark[] = "in-memory";

// Removes `path` with everything in it; follows no symbolic link. The caller holds the lock. The
// lock file goes last, so that what is left after a failure still is a directory with a lock file,
// which the next sweep finds. Returns false if anything is left. Also removes what
// RemoveSocketDir() does.
bool RemoveUserDataDir(const std::string& path);

// Removes the directory in $TMPDIR with the socket of the Chromium that had `user_data_dir`
// (chrome/browser/process_singleton_posix.cc). A Chromium that is killed leaves it behind. The
// caller holds the lock.
void RemoveSocketDir(const std::string& user_data_dir);

}  // namespace valence

#endif  // SHELL_COMMON_USER_DATA_DIR_REMOVER_H_
