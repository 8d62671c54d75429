// Tests of the policies that a session's Chromium starts with.

#include "shell/browser/policy_directory.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "shell/test/temp_dir.h"

namespace valence {
namespace {

class PolicyDirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(system_ + "/managed");
    std::filesystem::create_directories(system_ + "/recommended");
    std::filesystem::create_directories(dir_.File("profile"));
    WriteFile(system_ + "/managed/company.json", "{}");
    WriteFile(system_ + "/recommended/hints.json", "{\"a\":1}");
  }

  TempDir dir_;
  const std::string system_ = dir_.File("system");
  const std::string profile_ = dir_.File("profile");
  const std::string policies_ = profile_ + "/" + kPolicyDirectoryName;
};

TEST_F(PolicyDirectoryTest, BeginsWithThePoliciesOfTheMachine) {
  PreparePolicyDirectory(profile_, "", system_);
  EXPECT_EQ(ReadFile(policies_ + "/managed/company.json"), "{}");
  EXPECT_EQ(ReadFile(policies_ + "/recommended/hints.json"), "{\"a\":1}");
}

TEST_F(PolicyDirectoryTest, ForgetsWhatASessionAdded) {
  PreparePolicyDirectory(profile_, "", system_);
  WriteFile(policies_ + "/managed/own.json", "{}");
  PreparePolicyDirectory(profile_, "", system_);
  EXPECT_FALSE(Exists(policies_ + "/managed/own.json"));
  EXPECT_TRUE(Exists(system_ + "/managed/company.json"));
}

TEST_F(PolicyDirectoryTest, HasThePoliciesOfTheSession) {
  PreparePolicyDirectory(profile_, "{\"b\":2}", system_);
  EXPECT_EQ(ReadFile(policies_ + "/managed/" + kPolicyFileName), "{\"b\":2}");
}

TEST_F(PolicyDirectoryTest, IsEmptyOnAMachineWithoutPolicies) {
  PreparePolicyDirectory(profile_, "", dir_.File("nothing"));
  EXPECT_TRUE(std::filesystem::is_directory(policies_ + "/managed"));
  EXPECT_TRUE(std::filesystem::is_empty(policies_ + "/managed"));
}

}  // namespace
}  // namespace valence
