// See message_queue.h.

#include "shell/browser/message_queue.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <iterator>
#include <utility>

namespace valence {
namespace {

// Undelivered bytes above which Chromium has to wait.
constexpr size_t kMaxBatchBytes = size_t{256} << 20;

}  // namespace

MessageQueue::MessageQueue() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void MessageQueue::Signal() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the event is signaled already, or behind
  // CloseEvent().
  [[maybe_unused]] const ssize_t written = write(event_.get(), &one, sizeof one);
}

void MessageQueue::PostMessage(OutgoingMessage message) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = outgoing_.empty();
    outgoing_.push_back(std::move(message));
  }
  if (was_empty) {
    Signal();
  }
}

void MessageQueue::PostRequests(const IoThreadRequests& requests) {
  {
    const std::lock_guard lock(mutex_);
    requests_.close |= requests.close;
    requests_.kill |= requests.kill;
    requests_.detach |= requests.detach;
    requests_.wait |= requests.wait;
    if (requests_.protocol_error.empty()) {
      requests_.protocol_error = requests.protocol_error;
    }
  }
  Signal();
}

Batch MessageQueue::TakeBatch() {
  Batch batch;
  bool reader_waits = false;
  {
    const std::lock_guard lock(mutex_);
    batch = std::exchange(batch_, {});
    batch_bytes_ = 0;
    reader_waits = std::exchange(reader_waits_, false);
  }
  if (reader_waits) {
    Signal();
  }
  return batch;
}

void MessageQueue::TakePosted(std::vector<OutgoingMessage>* messages, IoThreadRequests* requests) {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t size = read(event_.get(), &count, sizeof count);
  const std::lock_guard lock(mutex_);
  *messages = std::exchange(outgoing_, {});
  *requests = requests_;
}

bool MessageQueue::PushMessages(std::vector<DevToolsMessage> messages) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = batch_.messages.empty();
  for (const DevToolsMessage& message : messages) {
    batch_bytes_ += message.bytes.bytes().size();
  }
  batch_.messages.insert(batch_.messages.end(), std::make_move_iterator(messages.begin()),
                         std::make_move_iterator(messages.end()));
  return was_empty && !batch_.messages.empty();
}

bool MessageQueue::PushExit(BrowserExit exit) {
  const std::lock_guard lock(mutex_);
  batch_.exit = std::move(exit);
  return batch_.messages.empty();
}

void MessageQueue::PushReleased(std::vector<uint64_t> released) {
  const std::lock_guard lock(mutex_);
  batch_.released.insert(batch_.released.end(), released.begin(), released.end());
}

bool MessageQueue::is_full() {
  const std::lock_guard lock(mutex_);
  reader_waits_ = batch_bytes_ > kMaxBatchBytes;
  return reader_waits_;
}

}  // namespace valence
