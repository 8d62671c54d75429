#include "shell/services/content/unread_members.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

TEST(UnreadMembersTest, KnowsNothingByDefault) {
  EXPECT_EQ(UnreadMembers().Find("Network.dataReceived"), nullptr);
}

TEST(UnreadMembersTest, FindsWholeEvents) {
  const UnreadMembers unread({"Network.dataReceived"});
  ASSERT_NE(unread.Find("Network.dataReceived"), nullptr);
  EXPECT_TRUE(unread.Find("Network.dataReceived")->all());
  EXPECT_EQ(unread.Find("Network.data"), nullptr);
}

TEST(UnreadMembersTest, FindsMembersByPath) {
  const UnreadMembers unread({"A.b loaderId", "A.b response.timing", "A.b response.protocol"});
  const UnreadMembers::Node* event = unread.Find("A.b");
  ASSERT_NE(event, nullptr);
  EXPECT_FALSE(event->all());
  ASSERT_NE(event->Find("loaderId"), nullptr);
  EXPECT_TRUE(event->Find("loaderId")->all());
  const UnreadMembers::Node* response = event->Find("response");
  ASSERT_NE(response, nullptr);
  EXPECT_FALSE(response->all());
  EXPECT_TRUE(response->Find("timing")->all());
  EXPECT_EQ(response->Find("status"), nullptr);
}

}  // namespace
}  // namespace valence
