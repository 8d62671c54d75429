// Reader of the CBOR that --remote-debugging-pipe=cbor speaks (Chromium:
// third_party/inspector_protocol/crdtp/cbor.h).
//
//   envelope = d8 18 5a <u32 big-endian length> payload     around every map and array
//   payload  = bf (key value)* ff  |  9f value* ff
//   string   = text (UTF-8)  |  untagged byte string (UTF-16LE)
//   binary   = d6 + byte string
//
// Every function takes arbitrary bytes: lengths are checked against what is there, nesting is
// limited.

#ifndef SHELL_SERVICES_CONTENT_CBOR_H_
#define SHELL_SERVICES_CONTENT_CBOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace valence::cbor {

using Bytes = std::span<const uint8_t>;

// V8's inspector nests a value returned by value up to 1000 deep, chosen by the page: more than
// that must pass.
inline constexpr size_t kMaxDepth = 2048;

enum class TokenType {
  kInvalid,
  kInt,
  kDouble,
  kBool,
  kNull,
  kString8,   // UTF-8
  kString16,  // UTF-16LE
  kBinary,
  kMap,    // Keys and values follow, up to kStop.
  kArray,  // Values follow, up to kStop.
  kStop,
};

struct Token {
  TokenType type = TokenType::kInvalid;
  int64_t int_value = 0;
  double double_value = 0;
  bool bool_value = false;
  Bytes bytes;              // kString8, kString16, kBinary
  size_t envelope_end = 0;  // kMap, kArray: offset behind the envelope; 0 without one.
};

class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  // kInvalid at the end and for everything that crdtp does not write.
  Token Read();

  // Steps over one value, whatever it is. False if it is malformed or nested too deep.
  bool Skip();

  size_t position() const { return position_; }
  bool at_end() const { return position_ == bytes_.size(); }

 private:
  std::optional<uint64_t> ReadLength(uint8_t info);
  Token ReadBytes(TokenType type, uint8_t info);
  Token ReadEnvelope();

  Bytes bytes_;
  size_t position_ = 0;
};

// True if `bytes` is exactly one well-formed value.
bool Validate(Bytes bytes);

// The value of member `key` of the map `map`; empty if there is none or `map` is no map.
Bytes FindMember(Bytes map, std::string_view key);

// The text of a value that is a UTF-8 string.
std::optional<std::string_view> AsString(Bytes value);

// Size of the envelope that `bytes` starts with, header included. 0: more bytes are needed to tell.
// nullopt: this is no envelope.
std::optional<uint64_t> EnvelopeSize(Bytes bytes);

}  // namespace valence::cbor

#endif  // SHELL_SERVICES_CONTENT_CBOR_H_
