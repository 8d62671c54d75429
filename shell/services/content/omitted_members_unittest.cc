#include "shell/services/content/omitted_members.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

TEST(OmittedMembersTest, KnowsNothingByDefault) {
  EXPECT_EQ(OmittedMembers().Find("Network.dataReceived"), nullptr);
}

TEST(OmittedMembersTest, FindsWholeEvents) {
  const OmittedMembers omitted({"Network.dataReceived"});
  ASSERT_NE(omitted.Find("Network.dataReceived"), nullptr);
  EXPECT_TRUE(omitted.Find("Network.dataReceived")->all());
  EXPECT_EQ(omitted.Find("Network.data"), nullptr);
}

TEST(OmittedMembersTest, FindsMembersByPath) {
  const OmittedMembers omitted({"A.b loaderId", "A.b response.timing", "A.b response.protocol"});
  const OmittedMembers::Node* event = omitted.Find("A.b");
  ASSERT_NE(event, nullptr);
  EXPECT_FALSE(event->all());
  ASSERT_NE(event->Find("loaderId"), nullptr);
  EXPECT_TRUE(event->Find("loaderId")->all());
  const OmittedMembers::Node* response = event->Find("response");
  ASSERT_NE(response, nullptr);
  EXPECT_FALSE(response->all());
  EXPECT_TRUE(response->Find("timing")->all());
  EXPECT_EQ(response->Find("status"), nullptr);
}

}  // namespace
}  // namespace valence
