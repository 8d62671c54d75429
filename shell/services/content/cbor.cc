// See cbor.h.

#include "shell/services/content/cbor.h"

#include <bit>
#include <vector>

namespace valence::cbor {
namespace {

constexpr uint8_t kMajorUnsigned = 0;
constexpr uint8_t kMajorNegative = 1;
constexpr uint8_t kMajorBytes = 2;
constexpr uint8_t kMajorText = 3;

constexpr uint8_t kMapStart = 0xbf;
constexpr uint8_t kArrayStart = 0x9f;
constexpr uint8_t kStop = 0xff;
constexpr uint8_t kFalse = 0xf4;
constexpr uint8_t kTrue = 0xf5;
constexpr uint8_t kNull = 0xf6;
constexpr uint8_t kDouble = 0xfb;
constexpr uint8_t kBinaryTag = 0xd6;
constexpr uint8_t kEnvelopeTag = 0xd8;
constexpr uint8_t kEnvelopeTagValue = 0x18;

// Integers a JavaScript number holds exactly.
constexpr uint64_t kMaxInteger = (uint64_t{1} << 53) - 1;

uint8_t Major(uint8_t initial) {
  return initial >> 5;
}

uint8_t Info(uint8_t initial) {
  return initial & 0x1f;
}

// Bytes that the length takes after the initial byte; nullopt for indefinite and reserved ones.
std::optional<size_t> LengthBytes(uint8_t info) {
  if (info < 24) {
    return 0;
  }
  if (info > 27) {
    return std::nullopt;
  }
  return size_t{1} << (info - 24);
}

uint64_t BigEndian(Bytes bytes) {
  uint64_t value = 0;
  for (const uint8_t byte : bytes) {
    value = value << 8 | byte;
  }
  return value;
}

bool IsContainer(const Token& token) {
  return token.type == TokenType::kMap || token.type == TokenType::kArray;
}

bool IsString(const Token& token) {
  return token.type == TokenType::kString8 || token.type == TokenType::kString16;
}

Token Simple(TokenType type) {
  Token token;
  token.type = type;
  return token;
}

}  // namespace

std::optional<uint64_t> Reader::ReadLength(uint8_t info) {
  const std::optional<size_t> length_bytes = LengthBytes(info);
  if (!length_bytes || bytes_.size() - position_ < *length_bytes) {
    return std::nullopt;
  }
  if (*length_bytes == 0) {
    return info;
  }
  const uint64_t value = BigEndian(bytes_.subspan(position_, *length_bytes));
  position_ += *length_bytes;
  return value;
}

Token Reader::ReadBytes(TokenType type, uint8_t info) {
  const std::optional<uint64_t> length = ReadLength(info);
  if (!length || *length > bytes_.size() - position_ ||
      (type == TokenType::kString16 && *length % 2 != 0)) {
    return {};
  }
  Token token = Simple(type);
  token.bytes = bytes_.subspan(position_, static_cast<size_t>(*length));
  position_ += static_cast<size_t>(*length);
  return token;
}

Token Reader::ReadEnvelope() {
  if (bytes_.size() - position_ < 2 || bytes_[position_] != kEnvelopeTagValue ||
      Major(bytes_[position_ + 1]) != kMajorBytes) {
    return {};
  }
  const uint8_t info = Info(bytes_[position_ + 1]);
  position_ += 2;
  const std::optional<uint64_t> length = ReadLength(info);
  if (!length || *length == 0 || *length > bytes_.size() - position_) {
    return {};
  }
  const uint8_t start = bytes_[position_];
  if (start != kMapStart && start != kArrayStart) {
    return {};
  }
  Token token = Simple(start == kMapStart ? TokenType::kMap : TokenType::kArray);
  token.envelope_end = position_ + static_cast<size_t>(*length);
  position_++;
  return token;
}

Token Reader::Read() {
  if (at_end()) {
    return {};
  }
  const uint8_t initial = bytes_[position_++];
  switch (initial) {
    case kMapStart:
      return Simple(TokenType::kMap);
    case kArrayStart:
      return Simple(TokenType::kArray);
    case kStop:
      return Simple(TokenType::kStop);
    case kNull:
      return Simple(TokenType::kNull);
    case kFalse:
    case kTrue: {
      Token token = Simple(TokenType::kBool);
      token.bool_value = initial == kTrue;
      return token;
    }
    case kDouble: {
      if (bytes_.size() - position_ < sizeof(double)) {
        return {};
      }
      Token token = Simple(TokenType::kDouble);
      token.double_value =
          std::bit_cast<double>(BigEndian(bytes_.subspan(position_, sizeof(double))));
      position_ += sizeof(double);
      return token;
    }
    case kEnvelopeTag:
      return ReadEnvelope();
    case kBinaryTag: {
      if (at_end() || Major(bytes_[position_]) != kMajorBytes) {
        return {};
      }
      const uint8_t info = Info(bytes_[position_++]);
      return ReadBytes(TokenType::kBinary, info);
    }
    default:
      break;
  }
  switch (Major(initial)) {
    case kMajorUnsigned:
    case kMajorNegative: {
      const std::optional<uint64_t> value = ReadLength(Info(initial));
      if (!value || *value > kMaxInteger) {
        return {};
      }
      Token token = Simple(TokenType::kInt);
      const auto number = static_cast<int64_t>(*value);
      token.int_value = Major(initial) == kMajorNegative ? -1 - number : number;
      return token;
    }
    case kMajorBytes:
      return ReadBytes(TokenType::kString16, Info(initial));
    case kMajorText:
      return ReadBytes(TokenType::kString8, Info(initial));
    default:
      return {};
  }
}

bool Reader::Skip() {
  struct Frame {
    bool is_map;
    bool expects_key;
    size_t envelope_end;
  };
  std::vector<Frame> frames;
  do {
    const Token token = Read();
    if (token.type == TokenType::kInvalid) {
      return false;
    }
    if (!frames.empty() && frames.back().expects_key && token.type != TokenType::kStop) {
      if (!IsString(token)) {
        return false;
      }
      frames.back().expects_key = false;
      continue;
    }
    if (IsContainer(token)) {
      if (frames.size() == kMaxDepth) {
        return false;
      }
      const bool is_map = token.type == TokenType::kMap;
      frames.push_back({is_map, is_map, token.envelope_end});
      continue;
    }
    if (token.type == TokenType::kStop) {
      if (frames.empty()) {
        return false;
      }
      const Frame& frame = frames.back();
      const bool key_without_value = frame.is_map && !frame.expects_key;
      if (key_without_value || (frame.envelope_end != 0 && frame.envelope_end != position_)) {
        return false;
      }
      frames.pop_back();
    }
    if (!frames.empty()) {
      frames.back().expects_key = frames.back().is_map;
    }
  } while (!frames.empty());
  return true;
}

bool Validate(Bytes bytes) {
  Reader reader(bytes);
  return reader.Skip() && reader.at_end();
}

Bytes FindMember(Bytes map, std::string_view key) {
  Reader reader(map);
  if (reader.Read().type != TokenType::kMap) {
    return {};
  }
  for (;;) {
    const Token name = reader.Read();
    if (!IsString(name)) {
      return {};
    }
    const size_t start = reader.position();
    if (!reader.Skip()) {
      return {};
    }
    const std::string_view text(reinterpret_cast<const char*>(name.bytes.data()),
                                name.bytes.size());
    if (name.type == TokenType::kString8 && text == key) {
      return map.subspan(start, reader.position() - start);
    }
  }
}

std::optional<std::string_view> AsString(Bytes value) {
  const Token token = Reader(value).Read();
  if (token.type != TokenType::kString8) {
    return std::nullopt;
  }
  return std::string_view(reinterpret_cast<const char*>(token.bytes.data()), token.bytes.size());
}

std::optional<uint64_t> EnvelopeSize(Bytes bytes) {
  if ((!bytes.empty() && bytes[0] != kEnvelopeTag) ||
      (bytes.size() > 1 && bytes[1] != kEnvelopeTagValue) ||
      (bytes.size() > 2 && Major(bytes[2]) != kMajorBytes)) {
    return std::nullopt;
  }
  if (bytes.size() < 3) {
    return 0;
  }
  const uint8_t info = Info(bytes[2]);
  const std::optional<size_t> length_bytes = LengthBytes(info);
  if (!length_bytes) {
    return std::nullopt;
  }
  const size_t header = 3 + *length_bytes;
  if (bytes.size() < header) {
    return 0;
  }
  const uint64_t payload = *length_bytes == 0 ? info : BigEndian(bytes.subspan(3, *length_bytes));
  // An envelope holds at least an empty map; a length that overflows is no length.
  if (payload < 2 || payload > UINT64_MAX - header) {
    return std::nullopt;
  }
  return header + payload;
}

}  // namespace valence::cbor
