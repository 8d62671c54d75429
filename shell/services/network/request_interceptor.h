// Answers Fetch.requestPaused on the I/O thread: a request that no rule matches goes on without
// waking JavaScript.

#ifndef SHELL_SERVICES_NETWORK_REQUEST_INTERCEPTOR_H_
#define SHELL_SERVICES_NETWORK_REQUEST_INTERCEPTOR_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "shell/services/content/devtools_router.h"
#include "shell/services/network/request_rules.h"

namespace valence {

class RequestInterceptor : public PausedRequestFilter {
 public:
  RequestInterceptor();

  // From any thread. Requests that are being decided see either table as a whole.
  void SetRules(std::shared_ptr<const RequestRules> rules);
  // From any thread. What these DevTools sessions pause goes to JavaScript, whatever the rules.
  void SetUnfilteredSessions(std::vector<std::string> session_ids);

  // PausedRequestFilter, on the I/O thread:
  PausedRequestDecision Decide(const MessageHeader& header, int32_t command_id) override;

  uint64_t continued() const { return continued_.load(std::memory_order_relaxed); }
  uint64_t matched() const { return matched_.load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<const RequestRules> rules();
  bool IsUnfiltered(std::string_view session_id);

  std::mutex mutex_;
  std::shared_ptr<const RequestRules> rules_;  // Guarded by mutex_.
  std::vector<std::string> unfiltered_;        // Guarded by mutex_.
  std::atomic<uint64_t> continued_ = 0;
  std::atomic<uint64_t> matched_ = 0;
};

}  // namespace valence

#endif  // SHELL_SERVICES_NETWORK_REQUEST_INTERCEPTOR_H_
