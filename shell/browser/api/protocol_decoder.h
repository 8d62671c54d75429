// DevTools messages in CBOR to JavaScript values, without JSON text in between.

#ifndef SHELL_BROWSER_API_PROTOCOL_DECODER_H_
#define SHELL_BROWSER_API_PROTOCOL_DECODER_H_

#include <node_api.h>

#include <string>
#include <vector>

#include "shell/common/property_keys.h"
#include "shell/services/content/cbor.h"
#include "shell/services/content/devtools_message.h"
#include "shell/services/content/omitted_members.h"

namespace valence {

class ProtocolDecoder {
 public:
  // `omitted` outlives the decoder.
  ProtocolDecoder(napi_env env, PropertyKeys* keys, const OmittedMembers* omitted)
      : env_(env), keys_(keys), omitted_(omitted) {}

  // The message as an object: binary members are Buffers, `matchedRules` is added if there are any.
  // Members are own data properties, whatever they are called. A reply that JavaScript cannot hold
  // becomes an error reply with the same id. nullptr, with error(), if the message is malformed or
  // no reply.
  napi_value Decode(const DevToolsMessage& message);

  const std::string& error() const { return error_; }

 private:
  using Omitted = const OmittedMembers::Node*;

  napi_value DecodeValue(const cbor::Token& token, size_t depth, Omitted omitted = nullptr);
  napi_value DecodeArray(size_t depth);
  // `omitted`: which members to leave out; nullptr: none.
  napi_value DecodeMap(size_t depth, Omitted omitted);
  Omitted OmittedOf(const cbor::Token& key, size_t depth, Omitted parent) const;
  napi_value DecodeString8(cbor::Bytes bytes);
  napi_value DecodeString16(cbor::Bytes bytes);
  napi_value DecodeKey(const cbor::Token& token);
  napi_value ErrorReply(int64_t id);
  bool SetMatchedRules(napi_value object, const std::vector<int32_t>& rules);
  napi_value Fail(std::string error);

  const napi_env env_;
  PropertyKeys* const keys_;
  const OmittedMembers* const omitted_;
  // Of the event that is being decoded: Chromium writes the method before the params.
  Omitted event_ = nullptr;
  bool is_unfiltered_ = false;
  cbor::Reader reader_{cbor::Bytes()};
  // Members of the maps that are being decoded, outermost first.
  std::vector<napi_property_descriptor> members_;
  std::string error_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_API_PROTOCOL_DECODER_H_
