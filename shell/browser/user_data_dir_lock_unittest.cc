// Tests of the ownership of user-data directories.

#include "shell/browser/user_data_dir_lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <filesystem>

#include "shell/common/lock_owner.h"
#include "shell/common/user_data_dir_remover.h"
#include "shell/test/temp_dir.h"

namespace valence {
namespace {

using LockResult = UserDataDirLock::LockResult;

class UserDataDirLockTest : public testing::Test {
 protected:
  // As Chromium does.
  void WriteSingletonLock(const std::string& host, pid_t pid) {
    std::filesystem::create_directories(path_);
    const std::string target = host + "-" + std::to_string(pid);
    ASSERT_EQ(symlink(target.c_str(), (path_ + "/SingletonLock").c_str()), 0);
  }

  std::string Host() {
    std::array<char, HOST_NAME_MAX + 1> host = {};
    gethostname(host.data(), host.size() - 1);
    return host.data();
  }

  TempDir dir_;
  const std::string path_ = dir_.File("a/b/profile");
};

TEST_F(UserDataDirLockTest, CreatesPrivateDirectories) {
  UserDataDirLock directory(path_, false);
  EXPECT_EQ(directory.TryLock(), LockResult::kLocked);
  struct stat status;
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
  EXPECT_EQ(ReadFile(path_ + "/" + kLockFileName),
            std::to_string(getpid()) + " " + std::to_string(ProcessStartTime(getpid())) + "\n\n");
}

TEST_F(UserDataDirLockTest, HasOneOwner) {
  UserDataDirLock first(path_, false);
  UserDataDirLock second(path_, false);
  ASSERT_EQ(first.TryLock(), LockResult::kLocked);
  EXPECT_EQ(second.TryLock(), LockResult::kBusy);
  EXPECT_NE(second.error().find("process " + std::to_string(getpid())), std::string::npos);
  first.TakeLock().reset();
  EXPECT_EQ(second.TryLock(), LockResult::kLocked);
}

TEST_F(UserDataDirLockTest, WaitsForAnOwnerUnlessItLives) {
  UserDataDirLock first(path_, false);
  ASSERT_EQ(first.TryLock(), LockResult::kLocked);
  const ScopedFd lock = first.TakeLock();
  const auto result_with = [&](const LockOwner& owner) {
    EXPECT_TRUE(WriteLockOwner(lock.get(), owner));
    return UserDataDirLock(path_, false).TryLock();
  };
  const pid_t parent = getppid();
  const uint64_t started = ProcessStartTime(parent);
  EXPECT_EQ(result_with({.pid = parent, .start_time = started}), LockResult::kInUse);
  EXPECT_EQ(result_with({.pid = parent, .start_time = started + 1}), LockResult::kBusy);
  EXPECT_EQ(result_with({.pid = parent, .start_time = started, .is_ending = true}),
            LockResult::kBusy);
  MarkEnding(lock.get());
  EXPECT_TRUE(ReadLockOwner(lock.get())->is_ending);
  ASSERT_EQ(ftruncate(lock.get(), 0), 0);
  EXPECT_EQ(UserDataDirLock(path_, false).TryLock(), LockResult::kBusy);
}

TEST_F(UserDataDirLockTest, WaitsForAnOwnerThatWasKilled) {
  std::array<char*, 3> argv = {const_cast<char*>("sleep"), const_cast<char*>("60"), nullptr};
  std::array<char*, 1> environment = {nullptr};
  pid_t pid = 0;
  ASSERT_EQ(posix_spawn(&pid, "/bin/sleep", nullptr, nullptr, argv.data(), environment.data()), 0);
  UserDataDirLock first(path_, false);
  ASSERT_EQ(first.TryLock(), LockResult::kLocked);
  const ScopedFd lock = first.TakeLock();
  ASSERT_TRUE(WriteLockOwner(lock.get(), {.pid = pid, .start_time = ProcessStartTime(pid)}));
  UserDataDirLock second(path_, false);
  EXPECT_EQ(second.TryLock(), LockResult::kInUse);
  kill(pid, SIGKILL);
  siginfo_t info = {};
  waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
  EXPECT_EQ(second.TryLock(), LockResult::kBusy);
  waitpid(pid, nullptr, 0);
  EXPECT_EQ(second.TryLock(), LockResult::kBusy);
}

TEST_F(UserDataDirLockTest, LocksTheDirectoryThatIsThere) {
  UserDataDirLock first(path_, true);
  ASSERT_EQ(first.TryLock(), LockResult::kLocked);
  // As the supervisor does: removed while locked.
  ASSERT_TRUE(RemoveUserDataDir(path_));
  UserDataDirLock second(path_, true);
  EXPECT_EQ(second.TryLock(), LockResult::kLocked);
  EXPECT_TRUE(Exists(path_ + "/" + kLockFileName));
}

TEST_F(UserDataDirLockTest, ReportsWhatCannotBeUsed) {
  WriteFile(dir_.File("file"), "");
  UserDataDirLock file(dir_.File("file"), false);
  EXPECT_EQ(file.TryLock(), LockResult::kFailed);
  EXPECT_NE(file.error().find("Not a directory"), std::string::npos);
  UserDataDirLock below(dir_.File("file/x"), false);
  EXPECT_EQ(below.TryLock(), LockResult::kFailed);
  UserDataDirLock proc("/proc/valence", false);
  EXPECT_EQ(proc.TryLock(), LockResult::kFailed);
  EXPECT_NE(proc.error().find("/proc/valence"), std::string::npos);
}

TEST_F(UserDataDirLockTest, FollowsNoLinkInPlaceOfTheLock) {
  std::filesystem::create_directories(path_);
  ASSERT_EQ(symlink(dir_.File("target").c_str(), (path_ + "/" + kLockFileName).c_str()), 0);
  UserDataDirLock directory(path_, false);
  EXPECT_EQ(directory.TryLock(), LockResult::kFailed);
  EXPECT_FALSE(Exists(dir_.File("target")));
}

TEST_F(UserDataDirLockTest, YieldsToForeignBrowser) {
  const std::string browser = dir_.File("chromium");
  std::filesystem::copy_file("/bin/sleep", browser);
  std::array<char*, 3> argv = {const_cast<char*>("chromium"), const_cast<char*>("60"), nullptr};
  std::array<char*, 1> environment = {nullptr};
  pid_t pid = 0;
  ASSERT_EQ(posix_spawn(&pid, browser.c_str(), nullptr, nullptr, argv.data(), environment.data()),
            0);
  WriteSingletonLock(Host(), pid);
  UserDataDirLock directory(path_, false);
  EXPECT_EQ(directory.TryLock(), LockResult::kInUse);
  EXPECT_NE(directory.error().find(std::to_string(pid)), std::string::npos);
  // The kernel is killing it if the app that had the directory did not come to its end.
  WriteFile(path_ + "/" + kLockFileName, "1 2\n\n");
  EXPECT_EQ(directory.TryLock(), LockResult::kBusy);
  WriteFile(path_ + "/" + kLockFileName, "1 2\n\nending\n");
  EXPECT_EQ(directory.TryLock(), LockResult::kInUse);
  kill(pid, SIGKILL);
  // A zombie uses nothing.
  siginfo_t info = {};
  waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
  EXPECT_EQ(directory.TryLock(), LockResult::kLocked);
  waitpid(pid, nullptr, 0);
}

TEST_F(UserDataDirLockTest, IgnoresPidThatIsSomethingElseNow) {
  WriteSingletonLock(Host(), getpid());
  EXPECT_EQ(UserDataDirLock(path_, false).TryLock(), LockResult::kLocked);
}

TEST_F(UserDataDirLockTest, IgnoresOtherHostsAndNonsense) {
  WriteSingletonLock("some-other-host", 1);
  EXPECT_EQ(UserDataDirLock(path_, false).TryLock(), LockResult::kLocked);
  std::filesystem::remove(path_ + "/SingletonLock");
  ASSERT_EQ(symlink((Host() + "-x").c_str(), (path_ + "/SingletonLock").c_str()), 0);
  EXPECT_EQ(UserDataDirLock(path_, false).TryLock(), LockResult::kLocked);
}

}  // namespace
}  // namespace valence
