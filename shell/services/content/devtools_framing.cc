// See devtools_framing.h.

#include "shell/services/content/devtools_framing.h"

#include <cstring>
#include <new>

#include "shell/services/content/cbor.h"

namespace valence {
namespace {

// One read of the socket; most messages are far smaller.
constexpr size_t kSmallSize = size_t{64} << 10;

}  // namespace

MessageBuffer::MessageBuffer(size_t size) : data_(new (std::nothrow) uint8_t[size]), size_(size) {
  if (!data_) {
    size_ = 0;
  }
}

DevToolsFraming::DevToolsFraming(size_t max_message_size)
    : max_message_size_(max_message_size), small_(kSmallSize) {}

std::span<uint8_t> DevToolsFraming::buffer() {
  if (large_.is_valid()) {
    return large_.bytes().subspan(large_used_);
  }
  return std::span(small_).subspan(small_used_);
}

bool DevToolsFraming::DidRead(size_t size, std::vector<MessageBuffer>* messages) {
  if (large_.is_valid()) {
    large_used_ += size;
    if (large_used_ == large_.bytes().size()) {
      messages->push_back(std::move(large_));
      large_ = MessageBuffer();
      large_used_ = 0;
    }
    return true;
  }
  small_used_ += size;
  return CutMessages(messages);
}

bool DevToolsFraming::CutMessages(std::vector<MessageBuffer>* messages) {
  std::span<const uint8_t> rest(small_.data(), small_used_);
  while (!rest.empty()) {
    const std::optional<uint64_t> message_size = cbor::EnvelopeSize(rest);
    if (!message_size) {
      return Fail("Chromium wrote something that is not a DevTools message in CBOR");
    }
    if (*message_size > max_message_size_) {
      return Fail("Chromium sent a message of " + std::to_string(*message_size) +
                  " bytes; the limit is " + std::to_string(max_message_size_));
    }
    const bool is_complete = *message_size != 0 && *message_size <= rest.size();
    // A message that the small buffer cannot hold moves to a buffer of its own and is received
    // there.
    if (!is_complete && *message_size <= small_.size()) {
      break;
    }
    MessageBuffer message(static_cast<size_t>(*message_size));
    if (!message.is_valid()) {
      return Fail("no memory for a message of " + std::to_string(*message_size) + " bytes");
    }
    if (!is_complete) {
      memcpy(message.bytes().data(), rest.data(), rest.size());
      large_ = std::move(message);
      large_used_ = rest.size();
      rest = rest.last(0);
      break;
    }
    memcpy(message.bytes().data(), rest.data(), message.bytes().size());
    rest = rest.subspan(message.bytes().size());
    messages->push_back(std::move(message));
  }
  memmove(small_.data(), rest.data(), rest.size());
  small_used_ = rest.size();
  return true;
}

bool DevToolsFraming::Fail(std::string error) {
  error_ = std::move(error);
  return false;
}

}  // namespace valence
