// See profile_preparer.h.

#include "shell/browser/profile_preparer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "shell/common/scoped_fd.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;

// 1: SessionStartupPref::kPrefValueLast (chrome/browser/prefs/session_startup_pref.h). Chromium
// keeps it with the preferences that it writes itself later.
constexpr std::string_view kPreferences = R"({"session":{"restore_on_startup":1}})";

// Renamed, so that a power cut leaves no half-written file.
void WritePreferences(const std::string& path) {
  const std::string draft = path + ".valence";
  {
    const ScopedFd file(open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode));
    if (!file.is_valid() || write(file.get(), kPreferences.data(), kPreferences.size()) !=
                                static_cast<ssize_t>(kPreferences.size())) {
      return;
    }
  }
  rename(draft.c_str(), path.c_str());
}

// Chromium marks its directory with symbolic links (chrome/browser/process_singleton_posix.cc) and
// takes away those that a killed one of this machine left. Two kinds it does not, and ends with
// exit code 21 at every start: what is no link (a copied or restored directory), and a link that
// names another host, which is this one under an earlier name (a container) if the directory was
// ours before.
void RemoveStaleSingleton(const std::string& user_data_dir, bool had_owner) {
  for (const char* name : {"SingletonLock", "SingletonSocket", "SingletonCookie"}) {
    const std::string path = user_data_dir + "/" + name;
    struct stat status;
    if (lstat(path.c_str(), &status) != 0) {
      continue;
    }
    if (S_ISDIR(status.st_mode)) {
      RemoveUserDataDir(path);
    } else if (!S_ISLNK(status.st_mode) || had_owner) {
      unlink(path.c_str());
    }
  }
}

}  // namespace

void PrepareProfile(const std::string& user_data_dir, bool had_owner) {
  RemoveSocketDir(user_data_dir);
  RemoveStaleSingleton(user_data_dir, had_owner);
  const std::string profile = user_data_dir + "/Default";
  const std::string preferences = profile + "/Preferences";
  const bool is_new = access(preferences.c_str(), F_OK) != 0;
  if (!is_new && !had_owner) {
    return;
  }
  RemoveUserDataDir(profile + "/Sessions");
  if (is_new) {
    mkdir(profile.c_str(), kDirectoryMode);
    WritePreferences(preferences);
  }
}

}  // namespace valence
