// The rule table of the request interceptor: which requests JavaScript wants to see. Immutable once
// built, so that it can be swapped under the I/O thread as a whole.

#ifndef SHELL_SERVICES_NETWORK_REQUEST_RULES_H_
#define SHELL_SERVICES_NETWORK_REQUEST_RULES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shell/services/network/match_pattern.h"

namespace valence {

enum class RequestStage { kRequest, kResponse };

struct RequestRule {
  int32_t id = 0;
  std::vector<MatchPattern> urls;  // Empty: every URL, as in Electron's filters.
  std::vector<MatchPattern> exclude_urls;
  std::vector<std::string> types;  // DevTools resource types. Empty: all.
  RequestStage stage = RequestStage::kRequest;
};

// One paused request.
struct RequestInfo {
  std::string_view url;
  std::string_view resource_type;
  RequestStage stage = RequestStage::kRequest;
};

class RequestRules {
 public:
  RequestRules() = default;
  explicit RequestRules(std::vector<RequestRule> rules);

  // Ids of the rules that match, in the order of the table.
  std::vector<int32_t> Match(const RequestInfo& request) const;

 private:
  std::vector<RequestRule> rules_;
};

}  // namespace valence

#endif  // SHELL_SERVICES_NETWORK_REQUEST_RULES_H_
