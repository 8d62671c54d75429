// Removes the in-memory user-data directories of apps and supervisors that were killed.

#ifndef SHELL_BROWSER_USER_DATA_DIR_SWEEPER_H_
#define SHELL_BROWSER_USER_DATA_DIR_SWEEPER_H_

#include <string>

namespace valence {

// Looks at each directory of this user directly below `root`. Removes it if its lock file is marked
// as in-memory and its lock is free, or if it is empty but for an unlocked lock file without
// content (its owner died while locking it). Directories of persistent sessions stay, whatever
// `root` is. Returns how many were removed; 0 if `root` is missing.
int SweepAbandoned(const std::string& root);

// The same for one directory. True if it was removed.
bool RemoveIfAbandoned(const std::string& user_data_dir);

}  // namespace valence

#endif  // SHELL_BROWSER_USER_DATA_DIR_SWEEPER_H_
