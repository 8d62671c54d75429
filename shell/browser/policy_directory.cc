// See policy_directory.h.

#include "shell/browser/policy_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "shell/common/scoped_fd.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;

// Links to what `from` has, by the same names. What this user may not read, Chromium could not
// read either.
void LinkEntries(const fs::path& from, const fs::path& to) {
  std::error_code error;
  for (fs::directory_iterator entry(from, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const fs::path link = to / entry->path().filename();
    if (!fs::exists(link, ignored)) {
      fs::create_symlink(entry->path(), link, ignored);
    }
  }
}

void WriteFile(const std::string& path, const std::string& content) {
  const ScopedFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (!file.is_valid() ||
      write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    unlink(path.c_str());  // Nothing rather than half of it.
  }
}

}  // namespace

void PreparePolicyDirectory(const std::string& user_data_dir,
                            const std::string& policies,
                            const std::string& system_policies) {
  const std::string directory = user_data_dir + "/" + kPolicyDirectoryName;
  const std::string managed = directory + "/managed";
  RemoveUserDataDir(directory);
  mkdir(directory.c_str(), kDirectoryMode);
  mkdir(managed.c_str(), kDirectoryMode);
  LinkEntries(system_policies + "/managed", managed);
  LinkEntries(system_policies, directory);
  if (!policies.empty()) {
    WriteFile(managed + "/" + kPolicyFileName, policies);
  }
}

}  // namespace valence
