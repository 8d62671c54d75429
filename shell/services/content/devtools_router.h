// Decides where a message of Chromium goes: replies to the shell's own commands end here, paused
// requests go to the request filter first, everything else to JavaScript. Lives on the I/O thread.

#ifndef SHELL_SERVICES_CONTENT_DEVTOOLS_ROUTER_H_
#define SHELL_SERVICES_CONTENT_DEVTOOLS_ROUTER_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "shell/services/content/devtools_framing.h"
#include "shell/services/content/devtools_message.h"
#include "shell/services/content/event_delivery.h"
#include "shell/services/content/outgoing_message.h"

namespace valence {

// What is to happen to one Fetch.requestPaused.
struct PausedRequestDecision {
  // Set: Chromium gets this command and JavaScript nothing.
  std::optional<OutgoingMessage> command;
  std::vector<int32_t> matched_rules;
};

class PausedRequestFilter {
 public:
  virtual ~PausedRequestFilter() = default;
  // `command_id` is the id to use for the command.
  virtual PausedRequestDecision Decide(const MessageHeader& header, int32_t command_id) = 0;
};

class DevToolsRouter {
 public:
  class Delegate {
   public:
    virtual ~Delegate() = default;
    virtual void DeliverToJavaScript(DevToolsMessage message) = 0;
    virtual void SendFromShell(OutgoingMessage message) = 0;
  };

  // Both outlive the router.
  DevToolsRouter(Delegate* delegate, PausedRequestFilter* filter);

  // From any thread.
  void SetEventDelivery(std::shared_ptr<const EventDelivery> delivery);

  // False if the message is malformed.
  bool OnMessage(MessageBuffer message);

 private:
  int32_t NextCommandId();
  std::shared_ptr<const EventDelivery> event_delivery();

  Delegate* const delegate_;
  PausedRequestFilter* const filter_;
  std::mutex mutex_;
  std::shared_ptr<const EventDelivery> event_delivery_;  // Guarded by mutex_.
  int32_t last_command_id_ = kFirstShellCommandId - 1;
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_DEVTOOLS_ROUTER_H_
