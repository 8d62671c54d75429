// Tests of asking an executable for its version, and of reading the answer.

#include "shell/common/run_version.h"

#include <gtest/gtest.h>

#include "shell/test/temp_dir.h"

namespace valence {
namespace {

constexpr std::chrono::seconds kTimeout{10};

TEST(ParseChromiumVersion, FindsFourNumbers) {
  for (const char* output : {"Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)\n",
                             "Google Chrome 156.0.8078.79 ", "156.0.8078.79", "v156.0.8078.79-beta",
                             "warning: 12.5 is old\nChromium 156.0.8078.79."}) {
    EXPECT_EQ(ParseChromiumVersion(output), "156.0.8078.79") << output;
  }
  for (const char* output :
       {"", "Chromium", "156", "156.0.8078", "156.0.8078.", "1.2.3.4.5", "a.b.c.d", "1..2.3.4"}) {
    EXPECT_FALSE(ParseChromiumVersion(output)) << output;
  }
}

class RunVersionTest : public testing::Test {
 protected:
  std::string Script(std::string_view body) {
    std::string path = dir_.File("browser");
    WriteFile(path, "#!/bin/sh\n" + std::string(body), 0700);
    return path;
  }

  TempDir dir_;
};

TEST_F(RunVersionTest, ReadsWhatItPrints) {
  EXPECT_EQ(RunVersion(Script("[ \"$1\" = --version ] && echo Chromium 1.2.3.4"), kTimeout).version,
            "1.2.3.4");
}

TEST_F(RunVersionTest, QuotesWhatItPrintedInstead) {
  const VersionResult result = RunVersion(Script("echo no library >&2; exit 3"), kTimeout);
  EXPECT_EQ(result.version, "");
  EXPECT_NE(result.error.find("exit code 3"), std::string::npos);
  EXPECT_NE(result.error.find("no library"), std::string::npos);
  EXPECT_NE(RunVersion(Script("echo hello"), kTimeout).error.find("hello"), std::string::npos);
  EXPECT_NE(RunVersion(Script("kill -9 $$"), kTimeout).error.find("signal 9"), std::string::npos);
}

TEST_F(RunVersionTest, GivesUpOnOneThatHangs) {
  const auto start = std::chrono::steady_clock::now();
  const VersionResult result =
      RunVersion(Script("sleep 60 & sleep 60"), std::chrono::milliseconds(100));
  EXPECT_NE(result.error.find("100 ms"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(RunVersionTest, SaysWhyItCannotStart) {
  EXPECT_NE(RunVersion(dir_.File("missing"), kTimeout).error.find("No such file"),
            std::string::npos);
}

}  // namespace
}  // namespace valence
