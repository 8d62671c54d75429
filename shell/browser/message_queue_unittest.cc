// Tests of the queue between the two threads.

#include "shell/browser/message_queue.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <thread>

namespace valence {
namespace {

std::vector<DevToolsMessage> Messages(size_t count, size_t size) {
  std::vector<DevToolsMessage> messages(count);
  for (DevToolsMessage& message : messages) {
    message.bytes = MessageBuffer(size);
  }
  return messages;
}

bool IsSignaled(const MessageQueue& queue) {
  pollfd fd = {queue.event_fd(), POLLIN, 0};
  return poll(&fd, 1, 0) == 1;
}

TEST(MessageQueue, WakesOncePerBatch) {
  MessageQueue queue;
  EXPECT_FALSE(queue.PushMessages({}));
  EXPECT_TRUE(queue.PushMessages(Messages(1, 10)));
  EXPECT_FALSE(queue.PushMessages(Messages(2, 10)));
  queue.PushReleased({7});
  EXPECT_FALSE(queue.PushExit({}));
  const Batch batch = queue.TakeBatch();
  EXPECT_EQ(batch.messages.size(), 3U);
  EXPECT_EQ(batch.released, (std::vector<uint64_t>{7}));
  EXPECT_TRUE(batch.exit);
  EXPECT_TRUE(queue.PushMessages(Messages(1, 10)));
}

TEST(MessageQueue, WakesForExitAlone) {
  MessageQueue queue;
  EXPECT_TRUE(queue.PushExit({}));
}

TEST(MessageQueue, SignalsWhatIsPosted) {
  MessageQueue queue;
  EXPECT_FALSE(IsSignaled(queue));
  queue.PostMessage({});
  queue.PostMessage({});
  EXPECT_TRUE(IsSignaled(queue));
  std::vector<OutgoingMessage> messages;
  IoThreadRequests requests;
  queue.TakePosted(&messages, &requests);
  EXPECT_EQ(messages.size(), 2U);
  EXPECT_FALSE(IsSignaled(queue));
  queue.PostRequests({.close = true});
  queue.PostRequests({.kill = true});
  EXPECT_TRUE(IsSignaled(queue));
  queue.TakePosted(&messages, &requests);
  EXPECT_TRUE(messages.empty());
  EXPECT_TRUE(requests.close);
  EXPECT_TRUE(requests.kill);
  EXPECT_FALSE(requests.detach);
}

TEST(MessageQueue, MakesTheReaderWaitForJavaScript) {
  MessageQueue queue;
  EXPECT_FALSE(queue.is_full());
  queue.PushMessages(Messages(3, size_t{100} << 20));
  EXPECT_TRUE(queue.is_full());
  EXPECT_FALSE(IsSignaled(queue));
  queue.TakeBatch();
  EXPECT_TRUE(IsSignaled(queue));
  EXPECT_FALSE(queue.is_full());
}

TEST(MessageQueue, LosesNothingBetweenThreads) {
  MessageQueue queue;
  constexpr size_t kCount = 10000;
  std::thread producer([&] {
    for (size_t i = 0; i < kCount; i++) {
      queue.PostMessage({});
    }
  });
  size_t received = 0;
  while (received < kCount) {
    pollfd fd = {queue.event_fd(), POLLIN, 0};
    ASSERT_EQ(poll(&fd, 1, 10000), 1);
    std::vector<OutgoingMessage> messages;
    IoThreadRequests requests;
    queue.TakePosted(&messages, &requests);
    received += messages.size();
  }
  producer.join();
  EXPECT_EQ(received, kCount);
}

}  // namespace
}  // namespace valence
