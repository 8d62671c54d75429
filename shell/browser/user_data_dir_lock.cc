// See user_data_dir_lock.h.

#include "shell/browser/user_data_dir_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <string_view>

#include "shell/browser/profile_preparer.h"
#include "shell/common/lock_owner.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;

// Removals by others that one attempt outlives.
constexpr int kMaxRemovals = 20;

std::string ReadLink(const std::string& path) {
  std::array<char, PATH_MAX> target;
  const ssize_t size = readlink(path.c_str(), target.data(), target.size());
  return size < 0 ? "" : std::string(target.data(), static_cast<size_t>(size));
}

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Pids are used again: only a browser counts, and none that has ended without being waited for.
// Without /proc access to the process (another user's) it counts as one.
bool MayBeBrowser(pid_t pid) {
  if (ProcessStartTime(pid) == 0) {
    return false;
  }
  const std::string executable = ReadLink("/proc/" + std::to_string(pid) + "/exe");
  return executable.empty() || BaseName(executable).find("chrom") != std::string_view::npos;
}

}  // namespace

UserDataDirLock::UserDataDirLock(std::string user_data_dir, bool in_memory)
    : user_data_dir_(std::move(user_data_dir)), in_memory_(in_memory) {}

UserDataDirLock::LockResult UserDataDirLock::TryLock() {
  for (int i = 0; i < kMaxRemovals; i++) {
    if (const std::optional<LockResult> result = TryOnce()) {
      return *result;
    }
  }
  error_ = "The user-data directory " + user_data_dir_ +
           " is being removed again and again by another process. " + "Use another directory.";
  return LockResult::kBusy;
}

std::optional<UserDataDirLock::LockResult> UserDataDirLock::TryOnce() {
  if (!CreateDirectories()) {
    return Fail("cannot be created");
  }
  if (!IsOwnedByUser()) {
    return LockResult::kFailed;
  }
  const std::string path = user_data_dir_ + "/" + kLockFileName;
  ScopedFd lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kFileMode));
  if (!lock.is_valid()) {
    return errno == ENOENT ? std::nullopt : std::optional(Fail("cannot be written"));
  }
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? ReportOwner(lock.get()) : Fail("cannot be locked");
  }
  struct stat locked;
  struct stat named;
  if (fstat(lock.get(), &locked) != 0 || stat(path.c_str(), &named) != 0 ||
      !IsSameFile(locked, named)) {
    return std::nullopt;
  }
  const std::optional<LockOwner> previous = ReadLockOwner(lock.get());
  if (IsForeignBrowserAlive()) {
    // If the previous owner did not come to its end, its supervisor was killed, and the kernel is
    // killing its Chromium.
    return previous && !previous->is_ending ? LockResult::kBusy : LockResult::kInUse;
  }
  if (!WriteLockOwner(lock.get(), ThisProcess(in_memory_))) {
    return Fail("cannot be written");
  }
  lock_ = std::move(lock);
  PrepareProfile(user_data_dir_, previous.has_value());
  return LockResult::kLocked;
}

// The directory is locked. An app of its own that is ending, or another one that is, will let go of
// it; a living one will not.
UserDataDirLock::LockResult UserDataDirLock::ReportOwner(int lock) {
  const std::optional<LockOwner> owner = ReadLockOwner(lock);
  error_ = "The user-data directory " + user_data_dir_ + " is in use" +
           (owner ? " by a session of process " + std::to_string(owner->pid) : "") +
           ". Close that session first, or use another directory.";
  const bool is_other_app =
      owner && !owner->is_ending && owner->pid != getpid() && owner->IsAlive();
  return is_other_app ? LockResult::kInUse : LockResult::kBusy;
}

bool UserDataDirLock::CreateDirectories() {
  for (size_t slash = 0; slash != std::string::npos;) {
    slash = user_data_dir_.find('/', slash + 1);
    const std::string path = user_data_dir_.substr(0, slash);
    if (mkdir(path.c_str(), kDirectoryMode) == 0) {
      continue;
    }
    const int error = errno;
    struct stat status;
    if (stat(path.c_str(), &status) != 0) {
      // Says more than what stat() failed with: a parent that may not be written, for example.
      errno = error;
      return false;
    }
    if (!S_ISDIR(status.st_mode)) {
      errno = ENOTDIR;
      return false;
    }
  }
  return true;
}

// In a directory that everybody can write (tmpfs), somebody else could have prepared ours.
bool UserDataDirLock::IsOwnedByUser() {
  struct stat status;
  if (!in_memory_ || (lstat(user_data_dir_.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                      status.st_uid == geteuid())) {
    return true;
  }
  error_ = "The user-data directory " + user_data_dir_ +
           " belongs to another user. Use another directory.";
  return false;
}

// Chromium itself marks its directory with the symbolic link SingletonLock -> <host>-<pid>.
bool UserDataDirLock::IsForeignBrowserAlive() {
  const std::string owner = ReadLink(user_data_dir_ + "/SingletonLock");
  const size_t dash = owner.rfind('-');
  if (dash == std::string::npos) {
    return false;
  }
  std::array<char, HOST_NAME_MAX + 1> host = {};
  gethostname(host.data(), host.size() - 1);
  if (owner.substr(0, dash) != host.data()) {
    return false;
  }
  pid_t pid = 0;
  const auto [end, error] =
      std::from_chars(owner.data() + dash + 1, owner.data() + owner.size(), pid);
  if (error != std::errc() || end != owner.data() + owner.size() || pid <= 0) {
    return false;
  }
  if (!MayBeBrowser(pid)) {
    return false;
  }
  error_ = "The user-data directory " + user_data_dir_ +
           " is in use by the Chromium with process id " + std::to_string(pid) +
           ". Close it first, or use another directory.";
  return true;
}

UserDataDirLock::LockResult UserDataDirLock::Fail(const std::string& what) {
  error_ = "The user-data directory " + user_data_dir_ + " " + what + ": " + strerror(errno) +
           ". Use a directory that this user can write.";
  return LockResult::kFailed;
}

}  // namespace valence
