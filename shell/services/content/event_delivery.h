// How events get to JavaScript: what of them is read, and which may wait for company.

#ifndef SHELL_SERVICES_CONTENT_EVENT_DELIVERY_H_
#define SHELL_SERVICES_CONTENT_EVENT_DELIVERY_H_

#include <set>
#include <string>

#include "shell/services/content/omitted_members.h"

namespace valence {

struct EventDelivery {
  OmittedMembers omitted;
  // Methods of events that wake nobody: they are delivered, in order, with the next message of
  // another kind. A wake-up costs more than the event.
  std::set<std::string, std::less<>> deferrable;
  // Ids of sessions to whose events neither applies: they have readers of their own.
  std::set<std::string, std::less<>> unfiltered_sessions;
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_EVENT_DELIVERY_H_
