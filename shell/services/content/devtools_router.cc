// See devtools_router.h.

#include "shell/services/content/devtools_router.h"

#include <limits>
#include <utility>

namespace valence {

DevToolsRouter::DevToolsRouter(Delegate* delegate, PausedRequestFilter* filter)
    : delegate_(delegate), filter_(filter), unread_(std::make_shared<const UnreadMembers>()) {}

void DevToolsRouter::SetUnread(std::shared_ptr<const UnreadMembers> unread) {
  const std::lock_guard lock(mutex_);
  unread_ = std::move(unread);
}

bool DevToolsRouter::IsUnread(std::string_view method) {
  const std::lock_guard lock(mutex_);
  const UnreadMembers::Node* const event = unread_->Find(method);
  return event != nullptr && event->all();
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
  if (!header->id && IsUnread(header->method)) {
    return true;
  }
  IncomingMessage incoming;
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
