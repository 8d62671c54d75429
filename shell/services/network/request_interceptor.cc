// See request_interceptor.h.

#include "shell/services/network/request_interceptor.h"

#include <algorithm>
#include <utility>

#include "shell/services/content/cbor.h"
#include "shell/services/content/cbor_writer.h"

namespace valence {
namespace {

// Fetch.continueRequest also continues a request that is paused in its response stage.
OutgoingMessage ContinueRequest(int32_t id,
                                std::string_view session_id,
                                std::string_view request_id) {
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("id");
  writer.Int(id);
  writer.String("method");
  writer.String("Fetch.continueRequest");
  if (!session_id.empty()) {
    writer.String("sessionId");
    writer.String(session_id);
  }
  writer.String("params");
  writer.BeginMap();
  writer.String("requestId");
  writer.String(request_id);
  writer.End();
  writer.End();
  return writer.Take();
}

}  // namespace

RequestInterceptor::RequestInterceptor() : rules_(std::make_shared<const RequestRules>()) {}

void RequestInterceptor::SetRules(std::shared_ptr<const RequestRules> rules) {
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

void RequestInterceptor::SetUnfilteredSessions(std::vector<std::string> session_ids) {
  const std::lock_guard lock(mutex_);
  unfiltered_ = std::move(session_ids);
}

std::shared_ptr<const RequestRules> RequestInterceptor::rules() {
  const std::lock_guard lock(mutex_);
  return rules_;
}

bool RequestInterceptor::IsUnfiltered(std::string_view session_id) {
  if (session_id.empty()) {
    return false;
  }
  const std::lock_guard lock(mutex_);
  return std::find(unfiltered_.begin(), unfiltered_.end(), session_id) != unfiltered_.end();
}

PausedRequestDecision RequestInterceptor::Decide(const MessageHeader& header, int32_t command_id) {
  if (IsUnfiltered(header.session_id)) {
    matched_.fetch_add(1, std::memory_order_relaxed);
    return {};
  }
  const cbor::Bytes params = header.params;
  const auto request_id = cbor::AsString(cbor::FindMember(params, "requestId"));
  const auto url = cbor::AsString(cbor::FindMember(cbor::FindMember(params, "request"), "url"));
  if (!request_id || !url) {
    // Not the event of the protocol we know: JavaScript has to say what is wrong with it.
    matched_.fetch_add(1, std::memory_order_relaxed);
    return {};
  }
  RequestInfo request;
  request.url = *url;
  request.resource_type =
      cbor::AsString(cbor::FindMember(params, "resourceType")).value_or(std::string_view());
  const bool has_response = !cbor::FindMember(params, "responseStatusCode").empty() ||
                            !cbor::FindMember(params, "responseErrorReason").empty();
  request.stage = has_response ? RequestStage::kResponse : RequestStage::kRequest;

  PausedRequestDecision decision;
  decision.matched_rules = rules()->Match(request);
  if (decision.matched_rules.empty()) {
    decision.command = ContinueRequest(command_id, header.session_id, *request_id);
    continued_.fetch_add(1, std::memory_order_relaxed);
  } else {
    matched_.fetch_add(1, std::memory_order_relaxed);
  }
  return decision;
}

}  // namespace valence
