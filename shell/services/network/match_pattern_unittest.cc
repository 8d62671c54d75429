// Tables of match patterns, after Chromium's rules for them.

#include "shell/services/network/match_pattern.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

struct MatchCase {
  const char* pattern;
  const char* url;
  bool matches;
};

class MatchPatternTest : public testing::TestWithParam<MatchCase> {};

TEST_P(MatchPatternTest, Matches) {
  const auto& [pattern, url, matches] = GetParam();
  std::string error;
  const auto parsed = MatchPattern::Parse(pattern, &error);
  ASSERT_TRUE(parsed) << pattern << ": " << error;
  const auto parts = SplitUrl(url);
  ASSERT_TRUE(parts) << url;
  EXPECT_EQ(parsed->Matches(*parts), matches) << pattern << " " << url;
}

INSTANTIATE_TEST_SUITE_P(Schemes,
                         MatchPatternTest,
                         testing::Values(MatchCase{"<all_urls>", "https://a.test/x?y", true},
                                         MatchCase{"<all_urls>", "data:text/html,x", true},
                                         MatchCase{"<all_urls>", "file:///etc/passwd", true},
                                         MatchCase{"<all_urls>", "chrome-extension://abc/x", true},
                                         MatchCase{"*://*/*", "http://a.test/", true},
                                         MatchCase{"*://*/*", "https://a.test:8443/x", true},
                                         MatchCase{"*://*/*", "ftp://a.test/", false},
                                         MatchCase{"*://*/*", "ws://a.test/", false},
                                         MatchCase{"*://*/*", "file:///x", false},
                                         MatchCase{"HTTP://a.test/*", "http://a.test/", true},
                                         MatchCase{"http://a.test/*", "https://a.test/", false},
                                         MatchCase{"ws://a.test/*", "ws://a.test/x", true},
                                         MatchCase{"chrome-extension://*/*",
                                                   "chrome-extension://abc/x.js", true},
                                         MatchCase{"file:///*", "file:///home/x", true},
                                         MatchCase{"file:///home/*", "file:///etc/x", false},
                                         MatchCase{"file://*", "file:///etc/x", true},
                                         MatchCase{"data:*", "data:text/html,x", true},
                                         MatchCase{"data:image/*", "data:text/html,x", false},
                                         MatchCase{"about:blank", "about:blank", true},
                                         MatchCase{"about:blank", "about:srcdoc", false}));

INSTANTIATE_TEST_SUITE_P(
    Hosts,
    MatchPatternTest,
    testing::Values(MatchCase{"*://a.test/*", "http://a.test/", true},
                    MatchCase{"*://A.Test/*", "http://a.test/", true},
                    MatchCase{"*://a.test/*", "http://b.a.test/", false},
                    MatchCase{"*://*.a.test/*", "http://b.a.test/", true},
                    MatchCase{"*://*.a.test/*", "http://c.b.a.test/", true},
                    MatchCase{"*://*.a.test/*", "http://a.test/", true},
                    MatchCase{"*://*.a.test/*", "http://xa.test/", false},
                    MatchCase{"*://*.a.test/*", "http://a.test.evil/", false},
                    MatchCase{"*://a.test/*", "http://a.test./", true},
                    MatchCase{"*://a.test./*", "http://a.test/", true},
                    MatchCase{"*://*.1/*", "http://127.0.0.1/", false},
                    MatchCase{"*://127.0.0.1/*", "http://127.0.0.1/", true},
                    MatchCase{"*://[::1]/*", "http://[::1]/", true},
                    MatchCase{"*://[::1]/*", "http://[::2]/", false},
                    MatchCase{"*://a.test/*", "http://user:pass@a.test/", true},
                    MatchCase{"*://a.test/*", "http://a.test:x@b.test/", false},
                    MatchCase{"*://xn--bcher-kva.test/*", "http://xn--bcher-kva.test/", true}));

INSTANTIATE_TEST_SUITE_P(
    Ports,
    MatchPatternTest,
    testing::Values(MatchCase{"http://a.test/*", "http://a.test:8080/", true},
                    MatchCase{"http://a.test:*/*", "http://a.test:8080/", true},
                    MatchCase{"http://a.test:8080/*", "http://a.test:8080/", true},
                    MatchCase{"http://a.test:8080/*", "http://a.test/", false},
                    MatchCase{"http://a.test:80/*", "http://a.test/", true},
                    MatchCase{"https://a.test:443/*", "https://a.test/x", true},
                    MatchCase{"*://*:8080/*", "https://b.test:8080/x", true},
                    MatchCase{"*://*:8080/*", "https://b.test:8081/x", false},
                    MatchCase{"*://*.a.test:81/*", "http://b.a.test:81/", true},
                    MatchCase{"http://[::1]:81/*", "http://[::1]:81/", true},
                    MatchCase{"http://[::1]:81/*", "http://[::1]/", false}));

INSTANTIATE_TEST_SUITE_P(
    Paths,
    MatchPatternTest,
    testing::Values(MatchCase{"http://a.test/", "http://a.test/", true},
                    MatchCase{"http://a.test/", "http://a.test/x", false},
                    MatchCase{"http://a.test/x*", "http://a.test/xyz?q=1", true},
                    MatchCase{"http://a.test/x?", "http://a.test/xy", false},
                    MatchCase{"http://a.test/x?y", "http://a.test/x?y", true},
                    MatchCase{"http://a.test/*.js", "http://a.test/d/x.js", true},
                    MatchCase{"http://a.test/*.js", "http://a.test/d/x.js?v=1", false},
                    MatchCase{"http://a.test/*b*d", "http://a.test/abcd", true},
                    MatchCase{"http://a.test/*b*d", "http://a.test/dcba", false},
                    MatchCase{"http://a.test/x", "http://a.test/x#fragment", true},
                    MatchCase{"http://a.test/dir/*", "http://a.test/dir", true},
                    MatchCase{"http://a.test/dir/*", "http://a.test/di", false},
                    MatchCase{"http://a.test/X", "http://a.test/x", false},
                    MatchCase{"http://a.test/*", "http://a.test/*", true}));

TEST(MatchPatternParse, RefusesWithReason) {
  for (const char* pattern : {"",
                              "a.test",
                              "*",
                              "http",
                              "http//a.test/*",
                              "://a.test/*",
                              "ht*tp://a.test/*",
                              "1x://a.test/*",
                              "http://",
                              "http://a.test",
                              "http:///x",
                              "http://*a.test/*",
                              "http://a.*.test/*",
                              "http://a.*/*",
                              "http://*.*/*",
                              "http://*./*",
                              "http://./*",
                              "http://a.test:/*",
                              "http://a.test:x/*",
                              "http://a.test:65536/*",
                              "http://a.test:-1/*",
                              "http://:80/*",
                              "http://bücher.test/*",
                              "http://user@a.test/*",
                              "http://a b/*"}) {
    std::string error;
    EXPECT_FALSE(MatchPattern::Parse(pattern, &error)) << pattern;
    EXPECT_NE(error, "") << pattern;
  }
  std::string error;
  EXPECT_FALSE(MatchPattern::Parse(std::string_view("http://a/\0*", 11), &error));
}

TEST(SplitUrl, SplitsAnyUrl) {
  const auto url = SplitUrl("https://u:p@[::1]:8/p/q?r=//s:9/#f");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "[::1]");
  EXPECT_EQ(url->port, "8");
  EXPECT_EQ(url->path, "/p/q?r=//s:9/");
  EXPECT_FALSE(SplitUrl(""));
  EXPECT_FALSE(SplitUrl("no-scheme"));
  EXPECT_FALSE(SplitUrl(":x"));
  EXPECT_EQ(SplitUrl("http://a")->path, "");
  EXPECT_EQ(SplitUrl("http://a?b")->path, "?b");
}

TEST(WildcardMatches, IsNotExponential) {
  std::string pattern;
  for (int i = 0; i < 1000; i++) {
    pattern += "*a";
  }
  EXPECT_FALSE(WildcardMatches(pattern + "b", std::string(5000, 'a')));
  EXPECT_TRUE(WildcardMatches("***", ""));
  EXPECT_FALSE(WildcardMatches("a", ""));
}

}  // namespace
}  // namespace valence
