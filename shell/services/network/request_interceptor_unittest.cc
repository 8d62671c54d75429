// Tests of the decisions about paused requests.

#include "shell/services/network/request_interceptor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "shell/services/content/cbor_writer.h"

namespace valence {
namespace {

// The params of a Fetch.requestPaused.
std::vector<uint8_t> Params(std::string_view url, bool has_response) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("requestId");
  writer.String("interception-job-1.0");
  writer.String("request");
  writer.BeginMap();
  writer.String("url");
  writer.String(url);
  writer.End();
  writer.String("resourceType");
  writer.String("XHR");
  if (has_response) {
    writer.String("responseStatusCode");
    writer.Int(200);
  }
  writer.End();
  return writer.Take().bytes;
}

std::shared_ptr<const RequestRules> OneRule(RequestStage stage) {
  std::string error;
  std::vector<RequestRule> rules(1);
  rules[0] = {.id = 5,
              .urls = {*MatchPattern::Parse("*://a.test/*", &error)},
              .exclude_urls = {},
              .types = {},
              .stage = stage};
  return std::make_shared<const RequestRules>(std::move(rules));
}

TEST(RequestInterceptor, ContinuesWhatNoRuleMatches) {
  RequestInterceptor interceptor;
  const std::vector<uint8_t> params = Params("http://b.test/", false);
  const PausedRequestDecision decision =
      interceptor.Decide({{}, "Fetch.requestPaused", "S1", params}, 77);
  ASSERT_TRUE(decision.command);
  const cbor::Bytes command = decision.command->bytes;
  ASSERT_TRUE(cbor::Validate(command));
  EXPECT_EQ(cbor::Reader(cbor::FindMember(command, "id")).Read().int_value, 77);
  EXPECT_EQ(cbor::AsString(cbor::FindMember(command, "method")), "Fetch.continueRequest");
  EXPECT_EQ(cbor::AsString(cbor::FindMember(command, "sessionId")), "S1");
  EXPECT_EQ(cbor::AsString(cbor::FindMember(cbor::FindMember(command, "params"), "requestId")),
            "interception-job-1.0");
  EXPECT_EQ(interceptor.continued(), 1U);
  EXPECT_EQ(interceptor.matched(), 0U);
}

TEST(RequestInterceptor, LeavesSessionIdOutAtTheBrowser) {
  RequestInterceptor interceptor;
  const std::vector<uint8_t> params = Params("http://b.test/", false);
  const PausedRequestDecision decision =
      interceptor.Decide({{}, "Fetch.requestPaused", "", params}, 1);
  ASSERT_TRUE(decision.command);
  EXPECT_TRUE(cbor::FindMember(decision.command->bytes, "sessionId").empty());
}

TEST(RequestInterceptor, ReportsMatchedRules) {
  RequestInterceptor interceptor;
  interceptor.SetRules(OneRule(RequestStage::kRequest));
  const std::vector<uint8_t> request = Params("http://a.test/", false);
  const PausedRequestDecision decision =
      interceptor.Decide({{}, "Fetch.requestPaused", "", request}, 1);
  EXPECT_FALSE(decision.command);
  EXPECT_EQ(decision.matched_rules, (std::vector<int32_t>{5}));
  EXPECT_EQ(interceptor.matched(), 1U);
  const std::vector<uint8_t> response = Params("http://a.test/", true);
  EXPECT_TRUE(interceptor.Decide({{}, "Fetch.requestPaused", "", response}, 1).command);
  interceptor.SetRules(OneRule(RequestStage::kResponse));
  EXPECT_FALSE(interceptor.Decide({{}, "Fetch.requestPaused", "", response}, 1).command);
}

TEST(RequestInterceptor, LeavesUnfilteredSessionsToJavaScript) {
  RequestInterceptor interceptor;
  interceptor.SetUnfilteredSessions({"S1", "S2"});
  const std::vector<uint8_t> params = Params("http://b.test/", false);
  const PausedRequestDecision decision =
      interceptor.Decide({{}, "Fetch.requestPaused", "S2", params}, 1);
  EXPECT_FALSE(decision.command);
  EXPECT_TRUE(decision.matched_rules.empty());
  EXPECT_TRUE(interceptor.Decide({{}, "Fetch.requestPaused", "S3", params}, 1).command);
  EXPECT_TRUE(interceptor.Decide({{}, "Fetch.requestPaused", "", params}, 1).command);
  interceptor.SetUnfilteredSessions({});
  EXPECT_TRUE(interceptor.Decide({{}, "Fetch.requestPaused", "S2", params}, 1).command);
}

TEST(RequestInterceptor, LeavesUnknownEventsToJavaScript) {
  RequestInterceptor interceptor;
  const PausedRequestDecision decision = interceptor.Decide({{}, "Fetch.requestPaused", "", {}}, 1);
  EXPECT_FALSE(decision.command);
  EXPECT_TRUE(decision.matched_rules.empty());
}

}  // namespace
}  // namespace valence
