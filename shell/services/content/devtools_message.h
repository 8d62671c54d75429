// The top level of one incoming DevTools message, without decoding the rest.

#ifndef SHELL_SERVICES_CONTENT_DEVTOOLS_MESSAGE_H_
#define SHELL_SERVICES_CONTENT_DEVTOOLS_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "shell/services/content/cbor.h"
#include "shell/services/content/devtools_framing.h"

namespace valence {

// Ids from here on belong to the shell's own commands; JavaScript uses the ones below.
inline constexpr int32_t kFirstShellCommandId = 1 << 30;

// Below them, those that JavaScript gives to commands of which it wants to know a refusal only.
inline constexpr int32_t kFirstQuietCommandId = 1 << 29;

// Views into the message.
struct MessageHeader {
  std::optional<int64_t> id;
  std::string_view method;
  std::string_view session_id;
  cbor::Bytes params;
  bool is_error = false;
};

// nullopt if `message` is not exactly one well-formed map.
std::optional<MessageHeader> ParseMessageHeader(cbor::Bytes message);

// One message for JavaScript.
struct DevToolsMessage {
  MessageBuffer bytes;
  // Only on Fetch.requestPaused.
  std::optional<std::vector<int32_t>> matched_rules;
  // May wait for the next message that may not.
  bool is_deferrable = false;
  // Nothing of it is left out.
  bool is_unfiltered = false;
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_DEVTOOLS_MESSAGE_H_
