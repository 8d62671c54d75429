// See devtools_router.h.

#include "shell/services/content/devtools_router.h"

#include <limits>
#include <utility>

namespace valence {

DevToolsRouter::DevToolsRouter(Delegate* delegate, PausedRequestFilter* filter)
    : delegate_(delegate),
      filter_(filter),
      event_delivery_(std::make_shared<const EventDelivery>()) {}

void DevToolsRouter::SetEventDelivery(std::shared_ptr<const EventDelivery> delivery) {
  const std::lock_guard lock(mutex_);
  event_delivery_ = std::move(delivery);
}

std::shared_ptr<const EventDelivery> DevToolsRouter::event_delivery() {
  const std::lock_guard lock(mutex_);
  return event_delivery_;
}

bool DevToolsRouter::OnMessage(MessageBuffer message) {
  const std::optional<MessageHeader> header = ParseMessageHeader(std::as_const(message).bytes());
  if (!header) {
    return false;
  }
  // Also a failed one: the request it would have continued is gone, which is not an error.
  if (header->id && *header->id >= kFirstShellCommandId) {
    return true;
  }
  DevToolsMessage incoming;
  if (header->id) {
    incoming.is_deferrable = *header->id >= kFirstQuietCommandId && !header->is_error;
  } else {
    const std::shared_ptr<const EventDelivery> delivery = event_delivery();
    incoming.is_unfiltered = delivery->unfiltered_sessions.contains(header->session_id);
    const OmittedMembers::Node* const omitted =
        incoming.is_unfiltered ? nullptr : delivery->omitted.Find(header->method);
    if (omitted != nullptr && omitted->all()) {
      return true;
    }
    incoming.is_deferrable =
        !incoming.is_unfiltered && delivery->deferrable.contains(header->method);
  }
  if (header->method == "Fetch.requestPaused") {
    PausedRequestDecision decision = filter_->Decide(*header, NextCommandId());
    if (decision.command) {
      delegate_->SendFromShell(std::move(*decision.command));
      return true;
    }
    incoming.matched_rules = std::move(decision.matched_rules);
  }
  incoming.bytes = std::move(message);
  delegate_->DeliverToJavaScript(std::move(incoming));
  return true;
}

int32_t DevToolsRouter::NextCommandId() {
  if (last_command_id_ == std::numeric_limits<int32_t>::max()) {
    last_command_id_ = kFirstShellCommandId - 1;
  }
  return ++last_command_id_;
}

}  // namespace valence
