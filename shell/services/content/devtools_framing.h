// Cuts the byte stream of the pipe into messages. Each message of --remote-debugging-pipe=cbor is
// one envelope.

#ifndef SHELL_SERVICES_CONTENT_DEVTOOLS_FRAMING_H_
#define SHELL_SERVICES_CONTENT_DEVTOOLS_FRAMING_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace valence {

// The bytes of one message.
class MessageBuffer {
 public:
  MessageBuffer() = default;
  // Not initialized; invalid if there is no memory for it.
  explicit MessageBuffer(size_t size);
  MessageBuffer(MessageBuffer&& other) noexcept
      : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
  MessageBuffer& operator=(MessageBuffer&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  bool is_valid() const { return data_ != nullptr; }
  std::span<uint8_t> bytes() { return {data_.get(), size_}; }
  std::span<const uint8_t> bytes() const { return {data_.get(), size_}; }

 private:
  std::unique_ptr<uint8_t[]> data_;
  size_t size_ = 0;
};

class DevToolsFraming {
 public:
  // A larger message ends the connection.
  static constexpr size_t kMaxMessageSize = size_t{1} << 30;

  explicit DevToolsFraming(size_t max_message_size = kMaxMessageSize);

  // Where the next bytes of the stream go. Never empty. Large messages are received in place.
  std::span<uint8_t> buffer();

  // `size` bytes of buffer() were filled. Appends the messages that became complete. False, with
  // error() set, if the stream is malformed; the framing must not be used any more.
  bool DidRead(size_t size, std::vector<MessageBuffer>* messages);

  const std::string& error() const { return error_; }

 private:
  bool Fail(std::string error);
  bool CutMessages(std::vector<MessageBuffer>* messages);

  const size_t max_message_size_;
  std::vector<uint8_t> small_;  // Start of the stream not yet cut into messages.
  size_t small_used_ = 0;
  MessageBuffer large_;  // The current message, if it does not fit into small_.
  size_t large_used_ = 0;
  std::string error_;
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_DEVTOOLS_FRAMING_H_
