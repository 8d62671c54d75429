// Tests of the framing: messages across chunk boundaries, large ones, and streams that are none.

#include "shell/services/content/devtools_framing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "shell/services/content/cbor_writer.h"

namespace valence {
namespace {

std::vector<uint8_t> Message(size_t payload) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("data");
  writer.Binary(std::vector<uint8_t>(payload, static_cast<uint8_t>(payload)));
  writer.End();
  return writer.Take().bytes;
}

// Feeds `stream` in pieces of at most `chunk` bytes.
bool Feed(DevToolsFraming* framing,
          std::span<const uint8_t> stream,
          size_t chunk,
          std::vector<MessageBuffer>* messages) {
  while (!stream.empty()) {
    const std::span<uint8_t> buffer = framing->buffer();
    EXPECT_FALSE(buffer.empty());
    const size_t size = std::min({chunk, buffer.size(), stream.size()});
    memcpy(buffer.data(), stream.data(), size);
    stream = stream.subspan(size);
    if (!framing->DidRead(size, messages)) {
      return false;
    }
  }
  return true;
}

TEST(DevToolsFraming, CutsMessagesAtAnyChunkSize) {
  std::vector<uint8_t> stream;
  std::vector<std::vector<uint8_t>> expected;
  for (const size_t payload : {0, 1, 100, 5000, 65536, 300000, 3, 65500, 65510, 65520}) {
    expected.push_back(Message(payload));
    stream.insert(stream.end(), expected.back().begin(), expected.back().end());
  }
  for (const size_t chunk : {1, 2, 3, 7, 1000, 65536, 1 << 20}) {
    DevToolsFraming framing;
    std::vector<MessageBuffer> messages;
    ASSERT_TRUE(Feed(&framing, stream, chunk, &messages)) << chunk;
    ASSERT_EQ(messages.size(), expected.size()) << chunk;
    for (size_t i = 0; i < messages.size(); i++) {
      EXPECT_TRUE(std::ranges::equal(messages[i].bytes(), expected[i])) << chunk << " " << i;
    }
  }
}

TEST(DevToolsFraming, RefusesWhatIsNoEnvelope) {
  DevToolsFraming framing;
  std::vector<MessageBuffer> messages;
  const std::string json = R"({"id":1})";
  EXPECT_FALSE(
      Feed(&framing, {reinterpret_cast<const uint8_t*>(json.data()), json.size()}, 1, &messages));
  EXPECT_NE(framing.error(), "");
}

TEST(DevToolsFraming, DeliversWhatCameBeforeTheMistake) {
  DevToolsFraming framing;
  std::vector<MessageBuffer> messages;
  std::vector<uint8_t> stream = Message(10);
  stream.push_back(0);
  EXPECT_FALSE(Feed(&framing, stream, stream.size(), &messages));
  EXPECT_EQ(messages.size(), 1U);
}

TEST(DevToolsFraming, RefusesMessageAboveLimit) {
  const std::vector<uint8_t> message = Message(1000);
  std::vector<MessageBuffer> messages;
  DevToolsFraming enough(message.size());
  EXPECT_TRUE(Feed(&enough, message, 10, &messages));
  DevToolsFraming too_small(message.size() - 1);
  EXPECT_FALSE(Feed(&too_small, message, 10, &messages));
  EXPECT_NE(too_small.error().find(std::to_string(message.size())), std::string::npos);
}

}  // namespace
}  // namespace valence
