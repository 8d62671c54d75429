// Tests of where messages go.

#include "shell/services/content/devtools_router.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shell/services/content/cbor_writer.h"

namespace valence {
namespace {

class FakeDelegate : public DevToolsRouter::Delegate {
 public:
  void DeliverToJavaScript(DevToolsMessage message) override {
    delivered.push_back(std::move(message));
  }
  void SendFromShell(OutgoingMessage message) override { sent.push_back(std::move(message)); }

  std::vector<DevToolsMessage> delivered;
  std::vector<OutgoingMessage> sent;
};

class FakeFilter : public PausedRequestFilter {
 public:
  PausedRequestDecision Decide(const MessageHeader& /*header*/, int32_t command_id) override {
    command_ids.push_back(command_id);
    PausedRequestDecision result;
    result.matched_rules = matched;
    if (matched.empty()) {
      result.command.emplace();
    }
    return result;
  }

  std::vector<int32_t> matched;
  std::vector<int32_t> command_ids;
};

MessageBuffer Event(std::string_view method, std::string_view session_id = {}) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("method");
  writer.String(method);
  if (!session_id.empty()) {
    writer.String("sessionId");
    writer.String(session_id);
  }
  writer.End();
  const std::vector<uint8_t> bytes = writer.Take().bytes;
  MessageBuffer message(bytes.size());
  std::ranges::copy(bytes, message.bytes().begin());
  return message;
}

MessageBuffer Reply(int32_t id, std::string_view member = "result") {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("id");
  writer.Int(id);
  writer.String(member);
  writer.BeginMap();
  writer.End();
  writer.End();
  const std::vector<uint8_t> bytes = writer.Take().bytes;
  MessageBuffer message(bytes.size());
  std::ranges::copy(bytes, message.bytes().begin());
  return message;
}

class DevToolsRouterTest : public testing::Test {
 protected:
  FakeDelegate delegate_;
  FakeFilter filter_;
  DevToolsRouter router_{&delegate_, &filter_};
};

TEST_F(DevToolsRouterTest, DeliversRepliesAndEvents) {
  EXPECT_TRUE(router_.OnMessage(Reply(1)));
  EXPECT_TRUE(router_.OnMessage(Reply(kFirstShellCommandId - 1)));
  EXPECT_TRUE(router_.OnMessage(Event("Page.loadEventFired")));
  EXPECT_EQ(delegate_.delivered.size(), 3U);
  EXPECT_FALSE(delegate_.delivered[2].matched_rules);
}

TEST_F(DevToolsRouterTest, DropsUnreadEventsAndMarksPatientOnes) {
  router_.SetEventDelivery(std::make_shared<const EventDelivery>(
      EventDelivery{OmittedMembers({"A.omitted", "A.partly member"}), {"A.deferrable"}, {}}));
  EXPECT_TRUE(router_.OnMessage(Event("A.omitted")));
  EXPECT_TRUE(router_.OnMessage(Event("A.partly")));
  EXPECT_TRUE(router_.OnMessage(Event("A.deferrable")));
  ASSERT_EQ(delegate_.delivered.size(), 2U);
  EXPECT_FALSE(delegate_.delivered[0].is_deferrable);
  EXPECT_TRUE(delegate_.delivered[1].is_deferrable);
}

TEST_F(DevToolsRouterTest, DeliversEventsOfUnfilteredSessionsWithAllMembersAndAtOnce) {
  router_.SetEventDelivery(std::make_shared<const EventDelivery>(
      EventDelivery{OmittedMembers({"A.omitted", "A.partly member"}), {"A.deferrable"}, {"S1"}}));
  EXPECT_TRUE(router_.OnMessage(Event("A.omitted", "S1")));
  EXPECT_TRUE(router_.OnMessage(Event("A.omitted", "S2")));
  EXPECT_TRUE(router_.OnMessage(Event("A.deferrable", "S1")));
  EXPECT_TRUE(router_.OnMessage(Event("A.deferrable", "S2")));
  ASSERT_EQ(delegate_.delivered.size(), 3U);
  EXPECT_TRUE(delegate_.delivered[0].is_unfiltered);
  EXPECT_TRUE(delegate_.delivered[1].is_unfiltered);
  EXPECT_FALSE(delegate_.delivered[1].is_deferrable);
  EXPECT_FALSE(delegate_.delivered[2].is_unfiltered);
  EXPECT_TRUE(delegate_.delivered[2].is_deferrable);
}

TEST_F(DevToolsRouterTest, MarksQuietRepliesPatientUnlessTheyAreRefusals) {
  EXPECT_TRUE(router_.OnMessage(Reply(kFirstQuietCommandId - 1)));
  EXPECT_TRUE(router_.OnMessage(Reply(kFirstQuietCommandId)));
  EXPECT_TRUE(router_.OnMessage(Reply(kFirstQuietCommandId, "error")));
  ASSERT_EQ(delegate_.delivered.size(), 3U);
  EXPECT_FALSE(delegate_.delivered[0].is_deferrable);
  EXPECT_TRUE(delegate_.delivered[1].is_deferrable);
  EXPECT_FALSE(delegate_.delivered[2].is_deferrable);
}

TEST_F(DevToolsRouterTest, KeepsRepliesToTheShell) {
  EXPECT_TRUE(router_.OnMessage(Reply(kFirstShellCommandId)));
  EXPECT_TRUE(router_.OnMessage(Reply(2147483647)));
  EXPECT_TRUE(delegate_.delivered.empty());
}

TEST_F(DevToolsRouterTest, AsksTheFilterAboutPausedRequests) {
  EXPECT_TRUE(router_.OnMessage(Event("Fetch.requestPaused")));
  EXPECT_EQ(delegate_.sent.size(), 1U);
  EXPECT_TRUE(delegate_.delivered.empty());
  filter_.matched = {4, 2};
  EXPECT_TRUE(router_.OnMessage(Event("Fetch.requestPaused")));
  ASSERT_EQ(delegate_.delivered.size(), 1U);
  EXPECT_EQ(delegate_.delivered[0].matched_rules, (std::vector<int32_t>{4, 2}));
  EXPECT_EQ(filter_.command_ids,
            (std::vector<int32_t>{kFirstShellCommandId, kFirstShellCommandId + 1}));
}

TEST_F(DevToolsRouterTest, RefusesMalformedMessage) {
  MessageBuffer message(2);
  message.bytes()[0] = 0xbf;
  message.bytes()[1] = 0x00;
  EXPECT_FALSE(router_.OnMessage(std::move(message)));
}

}  // namespace
}  // namespace valence
