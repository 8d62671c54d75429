// Which paths the policy library moves, and how it leaves LD_PRELOAD.

#include "shell/policy/path_map.h"

#include <gtest/gtest.h>
#include <limits.h>
#include <string.h>

#include <string>
#include <vector>

namespace valence {
namespace {

std::string Map(const char* path, size_t size = PATH_MAX) {
  char buffer[PATH_MAX];
  return MapPolicyPath(path, "/session/policies", buffer, size);
}

TEST(PathMapTest, MovesPolicies) {
  EXPECT_EQ(Map("/etc/chromium/policies"), "/session/policies");
  EXPECT_EQ(Map("/etc/chromium/policies/managed/a.json"), "/session/policies/managed/a.json");
}

TEST(PathMapTest, LeavesEverythingElse) {
  for (const char* const path :
       {"", "/", "/etc/chromium", "/etc/chromium/policies2", "/etc/chromium/master_preferences",
        "etc/chromium/policies", "/session/policies"}) {
    EXPECT_EQ(Map(path), path);
  }
  char buffer[1];
  EXPECT_EQ(MapPolicyPath(nullptr, "/x", buffer, sizeof buffer), nullptr);
}

TEST(PathMapTest, LeavesWhatDoesNotFit) {
  const char path[] = "/etc/chromium/policies/managed";
  const std::string mapped = "/session/policies/managed";
  EXPECT_EQ(Map(path, mapped.size() + 1), mapped);
  EXPECT_EQ(Map(path, mapped.size()), path);
}

std::string LinksOf(const char* path) {
  return std::string(path, DownloadLinksLength(path, "/session/policies"));
}

TEST(PathMapTest, KnowsDownloadLinks) {
  EXPECT_EQ(LinksOf("/session/Download Links/1"), "/session/Download Links");
  for (const char* const path :
       {"", "/session/Download Links", "/session/Download Links/", "/session/Download Links/..",
        "/session/Download Links/1/2", "/session/Download Links2/1", "/other/Download Links/1",
        "/session/policies"}) {
    EXPECT_EQ(LinksOf(path), "") << path;
  }
  EXPECT_EQ(DownloadLinksLength(nullptr, "/session/policies"), 0U);
  EXPECT_EQ(DownloadLinksLength("/Download Links/1", ""), 0U);
}

std::string Without(std::string value, const char* library) {
  RemovePreload(value.data(), library);
  value.resize(strlen(value.data()));
  return value;
}

TEST(PathMapTest, LeavesThePreloadList) {
  EXPECT_EQ(Without("/a.so", "/a.so"), "");
  EXPECT_EQ(Without("/a.so:/b.so", "/a.so"), "/b.so");
  EXPECT_EQ(Without("/b.so /a.so", "/a.so"), "/b.so ");
  EXPECT_EQ(Without("/b.so:/a.so:/c.so", "/a.so"), "/b.so:/c.so");
  EXPECT_EQ(Without("/aa.so:/a.so2", "/a.so"), "/aa.so:/a.so2");
  EXPECT_EQ(Without("", "/a.so"), "");
}

bool IsChild(const char* program, std::vector<const char*> argv = {}) {
  argv.insert(argv.begin(), program);
  argv.push_back(nullptr);
  return IsChildOfBrowser(program, const_cast<char* const*>(argv.data()));
}

TEST(PathMapTest, KnowsTheChildrenOfTheBrowser) {
  EXPECT_TRUE(IsChild("/usr/lib/chromium/chrome_crashpad_handler", {"--monitor-self"}));
  EXPECT_TRUE(IsChild("/usr/lib/chromium/chromium", {"--no-sandbox", "--type=zygote"}));
  EXPECT_FALSE(IsChild("/usr/lib/chromium/chromium", {"--type", "--user-data-dir=/x"}));
  EXPECT_FALSE(IsChild("/usr/lib/chrome_crashpad_handler/x"));
  EXPECT_FALSE(IsChild("xdg-open", {"https://example.com/?--type=x"}));
  EXPECT_FALSE(IsChildOfBrowser(nullptr, nullptr));
}

}  // namespace
}  // namespace valence
