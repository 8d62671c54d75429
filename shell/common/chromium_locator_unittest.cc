// Tests of finding Chromium in a root directory made up for the purpose.

#include "shell/common/chromium_locator.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "shell/test/temp_dir.h"

namespace valence {
namespace {

class LocateChromiumTest : public testing::Test {
 protected:
  std::string Install(const std::string& path, unsigned mode = 0700) {
    std::string full = dir_.path() + path;
    std::filesystem::create_directories(std::filesystem::path(full).parent_path());
    WriteFile(full, "#!/bin/sh\n", mode);
    return full;
  }

  TempDir dir_;
};

TEST_F(LocateChromiumTest, PrefersTheRealBinaryToTheScript) {
  const std::string script = Install("/usr/bin/chromium");
  EXPECT_EQ(LocateChromium(nullptr, dir_.path()).path, script);
  const std::string binary = Install("/usr/lib/chromium/chromium");
  EXPECT_EQ(LocateChromium("", dir_.path()).path, binary);
}

TEST_F(LocateChromiumTest, KnowsVersionedDirectories) {
  const std::string path = Install("/usr/lib64/chromium-156/chromium");
  EXPECT_EQ(LocateChromium(nullptr, dir_.path()).path, path);
}

TEST_F(LocateChromiumTest, TakesOnlyTheOverride) {
  Install("/usr/lib/chromium/chromium");
  const std::string other = Install("/other");
  EXPECT_EQ(LocateChromium(other.c_str(), dir_.path()).path, other);
  const LocateResult missing = LocateChromium("/does/not/exist", dir_.path());
  EXPECT_EQ(missing.error, LocateError::kNotFound);
  EXPECT_NE(missing.message.find("VALENCE_CHROMIUM is set to /does/not/exist"), std::string::npos);
}

TEST_F(LocateChromiumTest, SaysWhatToInstall) {
  const LocateResult result = LocateChromium(nullptr, dir_.path());
  EXPECT_EQ(result.error, LocateError::kNotFound);
  EXPECT_NE(result.message.find("apt-get install chromium"), std::string::npos);
}

TEST_F(LocateChromiumTest, TellsOneThatCannotBeExecuted) {
  const std::string path = Install("/usr/lib/chromium/chromium", 0600);
  const LocateResult result = LocateChromium(nullptr, dir_.path());
  EXPECT_EQ(result.error, LocateError::kNotExecutable);
  EXPECT_NE(result.message.find(path), std::string::npos);
  EXPECT_EQ(LocateChromium(dir_.path().c_str(), "").error, LocateError::kNotExecutable);
}

TEST_F(LocateChromiumTest, TellsScripts) {
  EXPECT_TRUE(IsScript(Install("/script")));
  WriteFile(dir_.File("binary"),
            "\x7f"
            "ELF");
  EXPECT_FALSE(IsScript(dir_.File("binary")));
  EXPECT_FALSE(IsScript(dir_.File("missing")));
}

}  // namespace
}  // namespace valence
