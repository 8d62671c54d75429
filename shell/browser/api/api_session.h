// The binding `electron_browser_session`: one NativeBrowser per Chromium process tree.

#ifndef SHELL_BROWSER_API_API_SESSION_H_
#define SHELL_BROWSER_API_API_SESSION_H_

#include <napi.h>

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "shell/browser/api/protocol_encoder.h"
#include "shell/browser/browser_io_thread.h"

namespace valence {

// `{ NativeBrowser, bindLoopback, sweepAbandoned }`, see typings/internal-ambient.d.ts.
Napi::Object InitSessionBinding(Napi::Env env);

// Lives on the JavaScript thread. While its browser runs it keeps itself and the event loop alive.
class NativeBrowser : public Napi::ObjectWrap<NativeBrowser> {
 public:
  static Napi::Function Define(Napi::Env env);

  explicit NativeBrowser(const Napi::CallbackInfo& info);

 private:
  enum class State { kNew, kRunning, kEnded };

  // Methods and accessors of Valence.NativeBrowser.
  void Start(const Napi::CallbackInfo& info);
  Napi::Value Send(const Napi::CallbackInfo& info);
  void SetRequestRules(const Napi::CallbackInfo& info);
  void SetUnfilteredSessions(const Napi::CallbackInfo& info);
  void SetEventDelivery(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);
  void Kill(const Napi::CallbackInfo& info);
  Napi::Value Pid(const Napi::CallbackInfo& info);
  Napi::Value Stats(const Napi::CallbackInfo& info);

  static void OnWake(napi_env env, napi_value callback, void* browser, void* data);
  static void OnEnvCleanup(void* browser);
  void Deliver();
  void DeliverMessages(const std::vector<DevToolsMessage>& messages);
  void CallHandler(const Napi::FunctionReference& handler, napi_value argument);
  void KeepAlive(EncodedCommand* command);
  void Release(const std::vector<uint64_t>& tokens);
  void ForgetHandlers();
  void End();

  State state_ = State::kNew;
  Napi::FunctionReference on_messages_;
  Napi::FunctionReference on_exit_;
  napi_threadsafe_function wake_ = nullptr;
  std::unique_ptr<BrowserIoThread> io_thread_;
  std::shared_ptr<const EventDelivery> event_delivery_ = std::make_shared<const EventDelivery>();
  // The values whose memory is still to be written, by OutgoingMessage::keep_alive.
  std::unordered_map<uint64_t, std::vector<napi_ref>> kept_alive_;
  uint64_t last_keep_alive_ = 0;
};

}  // namespace valence

#endif  // SHELL_BROWSER_API_API_SESSION_H_
