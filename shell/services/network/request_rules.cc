// See request_rules.h.

#include "shell/services/network/request_rules.h"

#include <algorithm>
#include <utility>

namespace valence {
namespace {

bool MatchesAny(const std::vector<MatchPattern>& patterns, const UrlParts& url) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const MatchPattern& pattern) { return pattern.Matches(url); });
}

bool Matches(const RequestRule& rule, const RequestInfo& request, const UrlParts& url) {
  if (rule.stage != request.stage) {
    return false;
  }
  if (!rule.types.empty() &&
      std::find(rule.types.begin(), rule.types.end(), request.resource_type) == rule.types.end()) {
    return false;
  }
  return (rule.urls.empty() || MatchesAny(rule.urls, url)) && !MatchesAny(rule.exclude_urls, url);
}

}  // namespace

RequestRules::RequestRules(std::vector<RequestRule> rules) : rules_(std::move(rules)) {}

std::vector<int32_t> RequestRules::Match(const RequestInfo& request) const {
  std::vector<int32_t> ids;
  if (rules_.empty()) {
    return ids;
  }
  const UrlParts url = SplitUrl(request.url).value_or(UrlParts{});
  for (const RequestRule& rule : rules_) {
    if (Matches(rule, request, url)) {
      ids.push_back(rule.id);
    }
  }
  return ids;
}

}  // namespace valence
