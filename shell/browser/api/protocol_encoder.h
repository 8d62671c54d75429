// JavaScript values to DevTools commands in CBOR, without JSON text in between.

#ifndef SHELL_BROWSER_API_PROTOCOL_ENCODER_H_
#define SHELL_BROWSER_API_PROTOCOL_ENCODER_H_

#include <node_api.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shell/services/content/cbor_writer.h"
#include "shell/services/content/outgoing_message.h"

namespace valence {

struct EncodedCommand {
  OutgoingMessage message;
  // The values whose memory `message.bodies` refer to.
  std::vector<napi_value> referenced;
};

class ProtocolEncoder {
 public:
  // Chromium takes bodies up to this size in one message (measured).
  static constexpr size_t kMaxMessageSize = size_t{512} << 20;
  // Chromium's own limit for values is 300 (crdtp/cbor.cc).
  static constexpr size_t kMaxDepth = 256;

  explicit ProtocolEncoder(napi_env env) : env_(env) {}

  // `session_id` and `params` may be null. Members that are undefined are left out; lone surrogates
  // become U+FFFD. nullopt with a pending exception: RangeError above kMaxMessageSize; TypeError,
  // naming the place, for a value that the protocol cannot carry (function, symbol, bigint, cycle,
  // not finite, deeper than kMaxDepth); whatever a getter throws.
  std::optional<EncodedCommand> Encode(int32_t id,
                                       napi_value method,
                                       napi_value session_id,
                                       napi_value params);

 private:
  // A step from params to the value at hand: `key`, or `index` if key is null.
  struct Step {
    napi_value container;
    napi_value key;
    uint32_t index;
  };

  bool EncodeValue(napi_value value);
  bool EncodeNumber(napi_value value);
  bool EncodeString(napi_value value);
  bool EncodeObject(napi_value value);
  bool EncodeArray(napi_value value);
  bool EncodeMap(napi_value value);
  bool EncodeBytes(napi_value value);
  bool IsPlainObject(napi_value value);
  bool CheckSize();
  bool CheckDepth(napi_value value);
  size_t FirstRepetition(size_t period) const;
  // False. Throws a TypeError about the value at path_.
  bool Refuse(const std::string& expected);
  std::string Path(size_t steps) const;
  std::string Text(napi_value string) const;

  const napi_env env_;
  cbor::Writer writer_;
  std::vector<Step> path_;
  std::vector<napi_value> referenced_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_API_PROTOCOL_ENCODER_H_
