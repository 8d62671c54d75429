// Tests of the header of incoming messages.

#include "shell/services/content/devtools_message.h"

#include <gtest/gtest.h>

#include <vector>

#include "shell/services/content/cbor_writer.h"

namespace valence {
namespace {

TEST(ParseMessageHeader, ReadsEventInAnyOrder) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("sessionId");
  writer.String("S");
  writer.String("other");
  writer.BeginArray();
  writer.Int(1);
  writer.End();
  writer.String("params");
  writer.BeginMap();
  writer.String("method");
  writer.String("not this one");
  writer.End();
  writer.String("method");
  writer.String("A.b");
  writer.End();
  const std::vector<uint8_t> bytes = writer.Take().bytes;
  const auto header = ParseMessageHeader(bytes);
  ASSERT_TRUE(header);
  EXPECT_FALSE(header->id);
  EXPECT_EQ(header->method, "A.b");
  EXPECT_EQ(header->session_id, "S");
  EXPECT_EQ(cbor::AsString(cbor::FindMember(header->params, "method")), "not this one");
}

TEST(ParseMessageHeader, ReadsReply) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("id");
  writer.Int(kFirstShellCommandId);
  writer.String("result");
  writer.BeginMap();
  writer.End();
  writer.End();
  const std::vector<uint8_t> bytes = writer.Take().bytes;
  const auto header = ParseMessageHeader(bytes);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->id, kFirstShellCommandId);
  EXPECT_EQ(header->method, "");
}

TEST(ParseMessageHeader, RefusesWhatIsNoMap) {
  cbor::Writer writer;
  writer.BeginArray();
  writer.End();
  EXPECT_FALSE(ParseMessageHeader(writer.Take().bytes));
  EXPECT_FALSE(ParseMessageHeader({}));
}

TEST(ParseMessageHeader, IgnoresMembersOfOtherTypes) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("id");
  writer.String("1");
  writer.String("method");
  writer.Int(1);
  writer.End();
  const std::vector<uint8_t> bytes = writer.Take().bytes;
  const auto header = ParseMessageHeader(bytes);
  ASSERT_TRUE(header);
  EXPECT_FALSE(header->id);
  EXPECT_EQ(header->method, "");
}

}  // namespace
}  // namespace valence
