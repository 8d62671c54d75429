// See api_session.h.

#include "shell/browser/api/api_session.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "shell/browser/api/exit_converter.h"
#include "shell/browser/api/protocol_decoder.h"
#include "shell/browser/api/session_options.h"
#include "shell/browser/connection_closer.h"
#include "shell/browser/loopback_socket.h"
#include "shell/browser/user_data_dir_sweeper.h"
#include "shell/common/env_data.h"
#include "shell/common/napi_options.h"

namespace valence {
namespace {

std::optional<Napi::FunctionReference> ReadHandler(Napi::Env env,
                                                   napi_value handlers,
                                                   const char* name) {
  const std::optional<napi_value> value = ReadMember(env, handlers, name);
  if (!value) {
    return std::nullopt;
  }
  const Napi::Value handler(env, *value);
  if (!handler.IsFunction()) {
    ThrowTypeError(env, std::string("handlers.") + name, "a function", *value);
    return std::nullopt;
  }
  return Napi::Persistent(handler.As<Napi::Function>());
}

bool IsMainThread() {
  return getpid() == static_cast<pid_t>(syscall(SYS_gettid));
}

Napi::Value SweepAbandonedBinding(const Napi::CallbackInfo& info) {
  const std::optional<std::string> root = ReadPath(info.Env(), info[0], "root");
  return root ? Napi::Number::New(info.Env(), SweepAbandoned(*root)).As<Napi::Value>()
              : Napi::Value();
}

Napi::Value CloseConnectionsBinding(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber()) {
    ThrowTypeError(info.Env(), "browser", "a process id", info[0]);
    return {};
  }
  const std::optional<int> closed = CloseConnections(info[0].As<Napi::Number>().Int32Value());
  if (!closed) {
    const std::string message = std::string("Connections cannot be closed: ") + strerror(errno);
    Napi::Error::New(info.Env(), message).ThrowAsJavaScriptException();
    return {};
  }
  return Napi::Number::New(info.Env(), *closed);
}

// The descriptor is the caller's to close.
Napi::Value BindLoopbackBinding(const Napi::CallbackInfo& info) {
  std::optional<LoopbackSocket> bound = BindLoopback();
  if (!bound) {
    const std::string message = std::string("No port of 127.0.0.1 can be had: ") + strerror(errno);
    Napi::Error::New(info.Env(), message).ThrowAsJavaScriptException();
    return {};
  }
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("port", Napi::Number::New(info.Env(), bound->port));
  object.Set("fd", Napi::Number::New(info.Env(), bound->fd.release()));
  return object;
}

}  // namespace

Napi::Object InitSessionBinding(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  exports.Set("NativeBrowser", NativeBrowser::Define(env));
  exports.Set("closeConnections",
              Napi::Function::New(env, CloseConnectionsBinding, "closeConnections"));
  exports.Set("bindLoopback", Napi::Function::New(env, BindLoopbackBinding, "bindLoopback"));
  exports.Set("sweepAbandoned", Napi::Function::New(env, SweepAbandonedBinding, "sweepAbandoned"));
  return exports;
}

Napi::Function NativeBrowser::Define(Napi::Env env) {
  return DefineClass(
      env, "NativeBrowser",
      {InstanceMethod<&NativeBrowser::Start>("start"), InstanceMethod<&NativeBrowser::Send>("send"),
       InstanceMethod<&NativeBrowser::SetRequestRules>("setRequestRules"),
       InstanceMethod<&NativeBrowser::SetUnfilteredSessions>("setUnfilteredSessions"),
       InstanceMethod<&NativeBrowser::SetEventDelivery>("setEventDelivery"),
       InstanceMethod<&NativeBrowser::Close>("close"), InstanceMethod<&NativeBrowser::Kill>("kill"),
       InstanceAccessor<&NativeBrowser::Pid>("pid"),
       InstanceAccessor<&NativeBrowser::Stats>("stats")});
}

NativeBrowser::NativeBrowser(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<NativeBrowser>(info) {
  if (!IsObject(info.Env(), info[0])) {
    ThrowTypeError(info.Env(), "handlers", "an object with onMessages and onExit", info[0]);
    return;
  }
  std::optional<Napi::FunctionReference> on_messages =
      ReadHandler(info.Env(), info[0], "onMessages");
  std::optional<Napi::FunctionReference> on_exit =
      on_messages ? ReadHandler(info.Env(), info[0], "onExit") : std::nullopt;
  if (!on_exit) {
    return;
  }
  on_messages_ = std::move(*on_messages);
  on_exit_ = std::move(*on_exit);
  io_thread_ = std::make_unique<BrowserIoThread>([this] {
    // Fails only while the environment ends, and then nobody takes the batch.
    napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  });
}

void NativeBrowser::Start(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (state_ != State::kNew) {
    Napi::Error::New(env, "start() was called before; make a new NativeBrowser")
        .ThrowAsJavaScriptException();
    return;
  }
  std::optional<BrowserIoThread::Options> options = ReadStartOptions(env, info[0]);
  if (!options) {
    return;
  }
  if (napi_create_threadsafe_function(env, nullptr, nullptr,
                                      Napi::String::New(env, "NativeBrowser"), 0, 1, nullptr,
                                      nullptr, this, &NativeBrowser::OnWake, &wake_) != napi_ok) {
    Napi::Error::New(env, "the environment is ending").ThrowAsJavaScriptException();
    return;
  }
  if (const int error = io_thread_->Start(std::move(*options)); error != 0) {
    napi_release_threadsafe_function(wake_, napi_tsfn_abort);
    ForgetHandlers();
    const std::string message = std::string("no thread for the session: ") + strerror(error);
    Napi::Error::New(env, message).ThrowAsJavaScriptException();
    return;
  }
  // After the thread-safe function: cleanup hooks run in the reverse order, so the thread ends
  // before the function does.
  napi_add_env_cleanup_hook(env, &NativeBrowser::OnEnvCleanup, this);
  state_ = State::kRunning;
  Ref();
}

Napi::Value NativeBrowser::Send(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (state_ == State::kNew) {
    Napi::Error::New(env, "send() was called before start()").ThrowAsJavaScriptException();
    return {};
  }
  const std::optional<int64_t> id = ReadInteger(env, info[0], "id", 1, kFirstShellCommandId - 1);
  if (!id) {
    return {};
  }
  if (!info[1].IsString()) {
    ThrowTypeError(env, "method", "a string", info[1]);
    return {};
  }
  if (!info[2].IsString() && !info[2].IsNull()) {
    ThrowTypeError(env, "sessionId", "a string or null", info[2]);
    return {};
  }
  if (!info[3].IsNull() && (!info[3].IsObject() || info[3].IsArray() || info[3].IsFunction())) {
    ThrowTypeError(env, "params", "an object or null", info[3]);
    return {};
  }
  if (state_ == State::kEnded) {
    return Napi::Number::New(env, 0);
  }
  ProtocolEncoder encoder(env);
  std::optional<EncodedCommand> command = encoder.Encode(
      static_cast<int32_t>(*id), info[1], info[2].IsNull() ? nullptr : napi_value(info[2]),
      info[3].IsNull() ? nullptr : napi_value(info[3]));
  if (!command) {
    return {};
  }
  KeepAlive(&*command);
  const size_t size = command->message.size();
  io_thread_->Send(std::move(command->message));
  return Napi::Number::New(env, static_cast<double>(size));
}

void NativeBrowser::KeepAlive(EncodedCommand* command) {
  if (command->referenced.empty()) {
    return;
  }
  command->message.keep_alive = ++last_keep_alive_;
  std::vector<napi_ref>& references = kept_alive_[last_keep_alive_];
  for (napi_value value : command->referenced) {
    napi_ref reference = nullptr;
    napi_create_reference(Env(), value, 1, &reference);
    references.push_back(reference);
  }
}

void NativeBrowser::Release(const std::vector<uint64_t>& tokens) {
  for (const uint64_t token : tokens) {
    const auto kept = kept_alive_.extract(token);
    if (kept.empty()) {
      continue;
    }
    for (napi_ref reference : kept.mapped()) {
      napi_delete_reference(Env(), reference);
    }
  }
}

void NativeBrowser::SetRequestRules(const Napi::CallbackInfo& info) {
  if (std::shared_ptr<const RequestRules> rules = ReadRequestRules(info.Env(), info[0])) {
    io_thread_->SetRules(std::move(rules));
  }
}

void NativeBrowser::SetUnfilteredSessions(const Napi::CallbackInfo& info) {
  std::optional<std::vector<std::string>> session_ids =
      ReadStrings(info.Env(), info[0], "sessionIds");
  if (session_ids) {
    io_thread_->SetUnfilteredSessions(std::move(*session_ids));
  }
}

void NativeBrowser::SetEventDelivery(const Napi::CallbackInfo& info) {
  if (std::shared_ptr<const EventDelivery> delivery = ReadEventDelivery(info.Env(), info[0])) {
    event_delivery_ = delivery;
    io_thread_->SetEventDelivery(std::move(delivery));
  }
}

void NativeBrowser::Close(const Napi::CallbackInfo& /*info*/) {
  if (state_ == State::kRunning) {
    io_thread_->Close();
  }
}

void NativeBrowser::Kill(const Napi::CallbackInfo& /*info*/) {
  if (state_ == State::kRunning) {
    io_thread_->Kill();
  }
}

Napi::Value NativeBrowser::Pid(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), io_thread_->pid());
}

Napi::Value NativeBrowser::Stats(const Napi::CallbackInfo& info) {
  const BrowserIoThread::Stats stats = io_thread_->stats();
  const auto number = [&](uint64_t value) {
    return Napi::Number::New(info.Env(), static_cast<double>(value));
  };
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("continuedOnIoThread", number(stats.continued_on_io_thread));
  object.Set("sentToJavaScript", number(stats.sent_to_javascript));
  object.Set("bytesIn", number(stats.bytes_in));
  object.Set("bytesOut", number(stats.bytes_out));
  return object;
}

// static
void NativeBrowser::OnWake(napi_env env, napi_value /*callback*/, void* browser, void* /*data*/) {
  // Null: the environment is ending.
  if (env != nullptr) {
    static_cast<NativeBrowser*>(browser)->Deliver();
  }
}

// static
void NativeBrowser::OnEnvCleanup(void* browser) {
  auto* const self = static_cast<NativeBrowser*>(browser);
  // A worker waits for its browser, so that worker.terminate() leaves nothing behind in the
  // process. At the end of the process the supervisor does it alone.
  self->io_thread_->Detach(!IsMainThread());
  self->state_ = State::kEnded;
}

void NativeBrowser::Deliver() {
  if (state_ != State::kRunning) {
    return;
  }
  const Napi::HandleScope scope(Env());
  const Batch batch = io_thread_->TakeBatch();
  Release(batch.released);
  if (batch.exit) {
    // Before the handlers: send() is a no-op from now on.
    End();
  }
  if (!batch.messages.empty()) {
    DeliverMessages(batch.messages);
  }
  if (batch.exit) {
    CallHandler(on_exit_, ExitToObject(Env(), *batch.exit));
    ForgetHandlers();
    Unref();
  }
}

void NativeBrowser::DeliverMessages(const std::vector<DevToolsMessage>& messages) {
  const napi_env env = Env();
  napi_value array = nullptr;
  napi_create_array_with_length(env, messages.size(), &array);
  ProtocolDecoder decoder(env, &EnvData::Of(env).property_keys, &event_delivery_->omitted);
  uint32_t count = 0;
  for (const DevToolsMessage& message : messages) {
    const Napi::HandleScope scope(env);
    napi_value value = decoder.Decode(message);
    if (value != nullptr) {
      napi_set_element(env, array, count++, value);
      continue;
    }
    io_thread_->KillForProtocolError(
        "An event of Chromium cannot be delivered: " + decoder.error() + ".");
  }
  napi_value length = nullptr;
  napi_create_uint32(env, count, &length);
  napi_set_named_property(env, array, "length", length);
  CallHandler(on_messages_, array);
}

void NativeBrowser::CallHandler(const Napi::FunctionReference& handler, napi_value argument) {
  const napi_env env = Env();
  napi_value receiver = nullptr;
  napi_value result = nullptr;
  napi_get_undefined(env, &receiver);
  if (napi_call_function(env, receiver, handler.Value(), 1, &argument, &result) !=
      napi_pending_exception) {
    return;
  }
  // Like an exception in any other event handler. Without this Node.js only warns.
  napi_value error = nullptr;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) {
    napi_fatal_exception(env, error);
  }
}

// They refer to whoever has this object: as long as they are referred to from here, neither would
// ever be collected.
void NativeBrowser::ForgetHandlers() {
  on_messages_.Reset();
  on_exit_.Reset();
}

void NativeBrowser::End() {
  state_ = State::kEnded;
  io_thread_->Join();
  napi_remove_env_cleanup_hook(Env(), &NativeBrowser::OnEnvCleanup, this);
  napi_release_threadsafe_function(wake_, napi_tsfn_release);
  std::vector<uint64_t> tokens;
  for (const auto& [token, references] : kept_alive_) {
    tokens.push_back(token);
  }
  Release(tokens);
}

}  // namespace valence
