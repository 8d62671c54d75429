// See cbor_writer.h.

#include "shell/services/content/cbor_writer.h"

#include <bit>
#include <initializer_list>
#include <utility>

namespace valence::cbor {

void Writer::Head(uint8_t major, uint64_t value) {
  const auto type = static_cast<uint8_t>(major << 5);
  if (value < 24) {
    bytes_.push_back(type | static_cast<uint8_t>(value));
    return;
  }
  const int width = value <= UINT8_MAX ? 0 : value <= UINT16_MAX ? 1 : value <= UINT32_MAX ? 2 : 3;
  bytes_.push_back(type | static_cast<uint8_t>(24 + width));
  for (int shift = (8 << width) - 8; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<uint8_t>(value >> shift));
  }
}

void Writer::BeginEnvelope(uint8_t start) {
  for (const uint8_t byte : {0xd8, 0x18, 0x5a, 0, 0, 0, 0}) {
    bytes_.push_back(byte);
  }
  envelopes_.push_back({bytes_.size() - 4, size()});
  bytes_.push_back(start);
}

void Writer::BeginMap() {
  BeginEnvelope(0xbf);
}

void Writer::BeginArray() {
  BeginEnvelope(0x9f);
}

void Writer::End() {
  bytes_.push_back(0xff);
  const Envelope envelope = envelopes_.back();
  envelopes_.pop_back();
  const size_t length = size() - envelope.start;
  for (int i = 0; i < 4; i++) {
    bytes_[envelope.length_at + i] = static_cast<uint8_t>(length >> (24 - 8 * i));
  }
}

void Writer::String(std::string_view utf8) {
  Head(3, utf8.size());
  bytes_.insert(bytes_.end(), utf8.begin(), utf8.end());
}

void Writer::Int(int32_t value) {
  const auto wide = static_cast<int64_t>(value);
  if (wide >= 0) {
    Head(0, static_cast<uint64_t>(wide));
  } else {
    Head(1, static_cast<uint64_t>(-1 - wide));
  }
}

void Writer::Double(double value) {
  bytes_.push_back(0xfb);
  const auto bits = std::bit_cast<uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<uint8_t>(bits >> shift));
  }
}

void Writer::Bool(bool value) {
  bytes_.push_back(value ? 0xf5 : 0xf4);
}

void Writer::Null() {
  bytes_.push_back(0xf6);
}

void Writer::Binary(std::span<const uint8_t> data) {
  bytes_.push_back(0xd6);
  Head(2, data.size());
  bytes_.insert(bytes_.end(), data.begin(), data.end());
}

void Writer::ExternalBinary(std::span<const uint8_t> data) {
  bytes_.push_back(0xd6);
  Head(2, data.size());
  bodies_.push_back({bytes_.size(), data.data(), data.size()});
  external_size_ += data.size();
}

OutgoingMessage Writer::Take() {
  OutgoingMessage message;
  message.bytes = std::exchange(bytes_, {});
  message.bodies = std::exchange(bodies_, {});
  external_size_ = 0;
  return message;
}

}  // namespace valence::cbor
