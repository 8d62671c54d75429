// Tests of what a profile looks like before Chromium starts on it.

#include "shell/browser/profile_preparer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "shell/test/temp_dir.h"

namespace valence {
namespace {

class ProfilePreparerTest : public testing::Test {
 protected:
  void WriteProfile() {
    std::filesystem::create_directories(dir_.File("Default/Sessions"));
    WriteFile(dir_.File("Default/Sessions/Tabs_1"), "tabs");
    WriteFile(preferences_, R"({"own":1})");
  }

  TempDir dir_;
  const std::string preferences_ = dir_.File("Default/Preferences");
};

TEST_F(ProfilePreparerTest, TellsANewProfileToContinueWhereItLeftOff) {
  PrepareProfile(dir_.path(), false);
  EXPECT_EQ(ReadFile(preferences_), R"({"session":{"restore_on_startup":1}})");
  EXPECT_FALSE(Exists(preferences_ + ".valence"));
}

TEST_F(ProfilePreparerTest, TakesThePagesAwayAndLeavesThePreferences) {
  WriteProfile();
  PrepareProfile(dir_.path(), true);
  EXPECT_FALSE(Exists(dir_.File("Default/Sessions")));
  EXPECT_EQ(ReadFile(preferences_), R"({"own":1})");
}

TEST_F(ProfilePreparerTest, LeavesTheProfileOfAForeignChromium) {
  WriteProfile();
  PrepareProfile(dir_.path(), false);
  EXPECT_TRUE(Exists(dir_.File("Default/Sessions/Tabs_1")));
  EXPECT_EQ(ReadFile(preferences_), R"({"own":1})");
}

TEST_F(ProfilePreparerTest, RemovesMarksThatAreNoLinks) {
  WriteFile(dir_.File("SingletonLock"), "");
  std::filesystem::create_directories(dir_.File("SingletonSocket/x"));
  PrepareProfile(dir_.path(), false);
  EXPECT_FALSE(Exists(dir_.File("SingletonLock")));
  EXPECT_FALSE(Exists(dir_.File("SingletonSocket")));
}

TEST_F(ProfilePreparerTest, RemovesTheMarkOfAnEarlierHostNameFromItsOwnDirectoriesOnly) {
  const std::filesystem::path lock = dir_.File("SingletonLock");
  std::filesystem::create_symlink("some-other-host-1", lock);
  PrepareProfile(dir_.path(), false);
  EXPECT_TRUE(std::filesystem::is_symlink(lock));
  PrepareProfile(dir_.path(), true);
  EXPECT_FALSE(std::filesystem::is_symlink(lock));
}

TEST_F(ProfilePreparerTest, LeavesADirectoryThatCannotBeWritten) {
  WriteFile(dir_.File("Default"), "no directory");
  PrepareProfile(dir_.path(), true);
  EXPECT_EQ(ReadFile(dir_.File("Default")), "no directory");
}

}  // namespace
}  // namespace valence
