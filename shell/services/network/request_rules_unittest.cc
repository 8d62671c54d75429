// Tests of the rule table.

#include "shell/services/network/request_rules.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

std::vector<MatchPattern> Patterns(std::initializer_list<const char*> texts) {
  std::vector<MatchPattern> patterns;
  for (const char* text : texts) {
    std::string error;
    patterns.push_back(*MatchPattern::Parse(text, &error));
  }
  return patterns;
}

TEST(RequestRules, ReturnsMatchesInOrderOfTheTable) {
  std::vector<RequestRule> rules(4);
  rules[0] = {.id = 9, .urls = Patterns({"*://a.test/*"}), .exclude_urls = {}, .types = {}};
  rules[1] = {
      .id = 3, .urls = Patterns({"*://b.test/*", "*://*/x*"}), .exclude_urls = {}, .types = {}};
  rules[2] = {.id = 5,
              .urls = Patterns({"<all_urls>"}),
              .exclude_urls = Patterns({"*://*/x"}),
              .types = {}};
  rules[3] = {.id = 1, .urls = {}, .exclude_urls = {}, .types = {"Script", "XHR"}};
  const RequestRules table(std::move(rules));
  EXPECT_EQ(table.Match({"http://a.test/", "Document"}), (std::vector<int32_t>{9, 5}));
  EXPECT_EQ(table.Match({"http://a.test/x", "Script"}), (std::vector<int32_t>{9, 3, 1}));
  EXPECT_EQ(table.Match({"http://b.test/x", "XHR"}), (std::vector<int32_t>{3, 1}));
  EXPECT_EQ(table.Match({"data:,x", "Image"}), (std::vector<int32_t>{5}));
}

TEST(RequestRules, SeparatesStages) {
  std::vector<RequestRule> rules(2);
  rules[0] = {
      .id = 1, .urls = {}, .exclude_urls = {}, .types = {}, .stage = RequestStage::kRequest};
  rules[1] = {
      .id = 2, .urls = {}, .exclude_urls = {}, .types = {}, .stage = RequestStage::kResponse};
  const RequestRules table(std::move(rules));
  EXPECT_EQ(table.Match({"http://a.test/", "XHR", RequestStage::kRequest}),
            (std::vector<int32_t>{1}));
  EXPECT_EQ(table.Match({"http://a.test/", "XHR", RequestStage::kResponse}),
            (std::vector<int32_t>{2}));
}

TEST(RequestRules, EmptyTableMatchesNothing) {
  EXPECT_TRUE(RequestRules().Match({"http://a.test/", "XHR"}).empty());
}

}  // namespace
}  // namespace valence
