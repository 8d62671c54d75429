// See devtools_pipe.h.

#include "shell/services/content/devtools_pipe.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace valence {
namespace {

// Parts of messages gathered into one system call.
constexpr size_t kMaxParts = 64;

// Collects the parts of a queue of messages, leaving out what was written before.
class Gather {
 public:
  explicit Gather(size_t skip) : skip_(skip) {}

  bool is_full() const { return count_ == kMaxParts; }

  void Add(const uint8_t* data, size_t size) {
    if (skip_ >= size) {
      skip_ -= size;
      return;
    }
    if (is_full()) {
      return;
    }
    parts_[count_++] = {const_cast<uint8_t*>(data) + skip_, size - skip_};
    skip_ = 0;
  }

  void Add(const OutgoingMessage& message) {
    size_t from = 0;
    for (const OutgoingMessage::Body& body : message.bodies) {
      Add(message.bytes.data() + from, body.at - from);
      Add(body.data, body.size);
      from = body.at;
    }
    Add(message.bytes.data() + from, message.bytes.size() - from);
  }

  ssize_t Send(int fd) {
    msghdr header = {};
    header.msg_iov = parts_.data();
    header.msg_iovlen = count_;
    return sendmsg(fd, &header, MSG_NOSIGNAL);
  }

 private:
  std::array<iovec, kMaxParts> parts_;
  size_t count_ = 0;
  size_t skip_;
};

}  // namespace

DevToolsPipe::DevToolsPipe(ScopedFd to_browser,
                           ScopedFd from_browser,
                           std::atomic<uint64_t>* bytes_in,
                           std::atomic<uint64_t>* bytes_out)
    : to_browser_(std::move(to_browser)),
      from_browser_(std::move(from_browser)),
      bytes_in_(bytes_in),
      bytes_out_(bytes_out) {}

DevToolsPipe::ReadResult DevToolsPipe::Read(std::vector<MessageBuffer>* messages) {
  const std::span<uint8_t> buffer = framing_.buffer();
  const ssize_t size = read(from_browser_.get(), buffer.data(), buffer.size());
  if (size < 0) {
    if (errno == EINTR) {
      return ReadResult::kMore;
    }
    if (errno == EAGAIN) {
      return ReadResult::kBlocked;
    }
  }
  if (size <= 0) {
    from_browser_.reset();
    return ReadResult::kEnd;
  }
  bytes_in_->fetch_add(static_cast<uint64_t>(size), std::memory_order_relaxed);
  if (!framing_.DidRead(static_cast<size_t>(size), messages)) {
    from_browser_.reset();
    return ReadResult::kMalformed;
  }
  return ReadResult::kMore;
}

void DevToolsPipe::Write(OutgoingMessage message) {
  if (!to_browser_.is_valid() || close_when_flushed_) {
    if (message.keep_alive != 0) {
      released_.push_back(message.keep_alive);
    }
    return;
  }
  queue_.push_back(std::move(message));
}

void DevToolsPipe::Flush() {
  while (wants_to_write() && WriteOnce()) {
  }
  if (close_when_flushed_ && queue_.empty()) {
    to_browser_.reset();
  }
}

bool DevToolsPipe::WriteOnce() {
  Gather gather(first_offset_);
  for (const OutgoingMessage& message : queue_) {
    if (gather.is_full()) {
      break;
    }
    gather.Add(message);
  }
  const ssize_t written = gather.Send(to_browser_.get());
  if (written >= 0) {
    bytes_out_->fetch_add(static_cast<uint64_t>(written), std::memory_order_relaxed);
    Consume(static_cast<size_t>(written));
    return true;
  }
  if (errno == EINTR) {
    return true;
  }
  if (errno != EAGAIN) {
    Drop();
  }
  return false;
}

void DevToolsPipe::Consume(size_t written) {
  first_offset_ += written;
  while (!queue_.empty()) {
    const size_t size = queue_.front().size();
    if (first_offset_ < size) {
      return;
    }
    first_offset_ -= size;
    if (queue_.front().keep_alive != 0) {
      released_.push_back(queue_.front().keep_alive);
    }
    queue_.pop_front();
  }
}

// Chromium has closed its end: what is queued will never be read.
void DevToolsPipe::Drop() {
  for (const OutgoingMessage& message : queue_) {
    if (message.keep_alive != 0) {
      released_.push_back(message.keep_alive);
    }
  }
  queue_.clear();
  first_offset_ = 0;
  to_browser_.reset();
}

void DevToolsPipe::CloseWhenFlushed() {
  close_when_flushed_ = true;
  Flush();
}

std::vector<uint64_t> DevToolsPipe::TakeReleased() {
  return std::exchange(released_, {});
}

}  // namespace valence
