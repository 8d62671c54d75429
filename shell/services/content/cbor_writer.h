// Writer of DevTools CBOR (see cbor.h): every map and array becomes an envelope, which Chromium
// insists on.

#ifndef SHELL_SERVICES_CONTENT_CBOR_WRITER_H_
#define SHELL_SERVICES_CONTENT_CBOR_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "shell/services/content/outgoing_message.h"

namespace valence::cbor {

class Writer {
 public:
  void BeginMap();
  void BeginArray();
  // Ends the innermost map or array.
  void End();

  // `utf8` must be valid UTF-8: Chromium drops the pipe's message otherwise.
  void String(std::string_view utf8);
  // A string of `size` bytes that `fill` writes, with a NUL behind it, into the span<char> it is
  // given.
  template <typename Fill>
  void StringInPlace(size_t size, Fill fill) {
    Head(3, size);
    bytes_.resize(bytes_.size() + size + 1);
    fill(std::span(reinterpret_cast<char*>(bytes_.data() + bytes_.size() - size - 1), size + 1));
    bytes_.pop_back();
  }

  void Int(int32_t value);
  void Double(double value);
  void Bool(bool value);
  void Null();

  // Copies `data`.
  void Binary(std::span<const uint8_t> data);
  // Refers to `data`, which must live until the message was written.
  void ExternalBinary(std::span<const uint8_t> data);

  // Bytes written so far, external ones included.
  size_t size() const { return bytes_.size() + external_size_; }

  // The message; the writer is empty afterwards. Every map and array must have been ended.
  OutgoingMessage Take();

 private:
  void Head(uint8_t major, uint64_t value);
  void BeginEnvelope(uint8_t start);

  std::vector<uint8_t> bytes_;
  std::vector<OutgoingMessage::Body> bodies_;
  size_t external_size_ = 0;
  struct Envelope {
    size_t length_at;  // Offset of the length in bytes_.
    size_t start;      // size() where the payload starts.
  };
  std::vector<Envelope> envelopes_;
};

}  // namespace valence::cbor

#endif  // SHELL_SERVICES_CONTENT_CBOR_WRITER_H_
