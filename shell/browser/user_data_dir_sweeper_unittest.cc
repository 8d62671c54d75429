// Tests of the sweep: what it removes and, above all, what it leaves.

#include "shell/browser/user_data_dir_sweeper.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "shell/browser/user_data_dir_lock.h"
#include "shell/common/user_data_dir_remover.h"
#include "shell/test/temp_dir.h"

namespace valence {
namespace {

class SweepTest : public testing::Test {
 protected:
  // A directory that was used and whose lock is held as long as the result lives.
  ScopedFd Use(const std::string& name, bool in_memory) {
    UserDataDirLock directory(dir_.File(name), in_memory);
    EXPECT_EQ(directory.TryLock(), UserDataDirLock::LockResult::kLocked);
    std::filesystem::create_directories(dir_.File(name) + "/Default/deep/er");
    WriteFile(dir_.File(name) + "/Default/Cookies", "x");
    return directory.TakeLock();
  }

  TempDir dir_;
};

TEST_F(SweepTest, RemovesAbandonedInMemoryDirectories) {
  Use("a", true).reset();
  Use("b", true).reset();
  EXPECT_EQ(SweepAbandoned(dir_.path()), 2);
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

TEST_F(SweepTest, LeavesDirectoriesInUse) {
  const ScopedFd lock = Use("a", true);
  EXPECT_EQ(SweepAbandoned(dir_.path()), 0);
  EXPECT_TRUE(Exists(dir_.File("a/Default/Cookies")));
}

TEST_F(SweepTest, LeavesPersistentDirectories) {
  Use("a", false).reset();
  EXPECT_EQ(SweepAbandoned(dir_.path()), 0);
  EXPECT_TRUE(Exists(dir_.File("a/Default/Cookies")));
}

TEST_F(SweepTest, LeavesAFolderThatOthersMayUse) {
  Use("a", true).reset();
  std::filesystem::permissions(dir_.path(), std::filesystem::perms(0755));
  EXPECT_EQ(SweepAbandoned(dir_.path()), 0);
  EXPECT_TRUE(Exists(dir_.File("a/Default/Cookies")));
}

TEST_F(SweepTest, LeavesEverythingElse) {
  std::filesystem::create_directory(dir_.File("no-lock"));
  WriteFile(dir_.File("file"), "");
  std::filesystem::create_directory(dir_.File("strange"));
  WriteFile(dir_.File("strange/valence.lock"), "in-memory\n");
  std::filesystem::create_directory(dir_.File("data-without-content-in-lock"));
  WriteFile(dir_.File("data-without-content-in-lock/valence.lock"), "");
  WriteFile(dir_.File("data-without-content-in-lock/data"), "");
  EXPECT_EQ(SweepAbandoned(dir_.path()), 0);
  EXPECT_EQ(SweepAbandoned(dir_.File("missing")), 0);
}

TEST_F(SweepTest, RemovesWhatDiedWhileLocking) {
  std::filesystem::create_directory(dir_.File("a"));
  WriteFile(dir_.File("a/valence.lock"), "");
  EXPECT_EQ(SweepAbandoned(dir_.path()), 1);
}

TEST_F(SweepTest, FollowsNoLinks) {
  TempDir other;
  WriteFile(other.File("precious"), "x");
  Use("a", true).reset();
  std::filesystem::create_directory_symlink(other.path(), dir_.File("a/Default/link"));
  std::filesystem::create_directory_symlink(other.path(), dir_.File("link"));
  EXPECT_EQ(SweepAbandoned(dir_.path()), 1);
  EXPECT_TRUE(Exists(other.File("precious")));
}

// Sweepers and owners at once: an owner that has the lock keeps its directory.
TEST_F(SweepTest, NeverTakesADirectoryFromItsOwner) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> sweepers;
  sweepers.reserve(2);
  for (int i = 0; i < 2; i++) {
    sweepers.emplace_back([&] {
      while (!stop) {
        SweepAbandoned(dir_.path());
      }
    });
  }
  for (int i = 0; i < 300; i++) {
    UserDataDirLock directory(dir_.File("a"), true);
    while (directory.TryLock() != UserDataDirLock::LockResult::kLocked) {
      // A sweeper has the lock.
    }
    const ScopedFd lock = directory.TakeLock();
    WriteFile(dir_.File("a/data"), "x");
    ASSERT_TRUE(Exists(dir_.File("a/data"))) << i;
    ASSERT_TRUE(Exists(dir_.File("a/valence.lock"))) << i;
  }
  stop = true;
  for (std::thread& sweeper : sweepers) {
    sweeper.join();
  }
}

}  // namespace
}  // namespace valence
