// The I/O thread of one session: becomes owner of the user-data directory, starts Chromium, and
// moves messages until Chromium is gone. Nothing of this waits for JavaScript.

#ifndef SHELL_BROWSER_BROWSER_IO_THREAD_H_
#define SHELL_BROWSER_BROWSER_IO_THREAD_H_

#include <pthread.h>
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/browser/browser_exit.h"
#include "shell/browser/browser_process.h"
#include "shell/browser/message_queue.h"
#include "shell/browser/stderr_tail.h"
#include "shell/browser/user_data_dir_lock.h"
#include "shell/services/content/devtools_pipe.h"
#include "shell/services/content/devtools_router.h"
#include "shell/services/network/request_interceptor.h"

namespace valence {

class BrowserIoThread : private DevToolsRouter::Delegate {
 public:
  struct Options {
    BrowserProcess::Options process;
    // How long to wait for a previous owner of the user-data directory that is ending.
    std::chrono::milliseconds lock_timeout{0};
    // What Chromium writes to stderr goes to this process's, too.
    bool echo_stderr = false;
    // Policies of this browser alone, as JSON; empty for none.
    std::string policies = {};
  };

  struct Stats {
    uint64_t continued_on_io_thread;
    uint64_t sent_to_javascript;
    uint64_t bytes_in;
    uint64_t bytes_out;
  };

  // `wake` is called on the I/O thread when TakeBatch() has something after it had nothing.
  explicit BrowserIoThread(std::function<void()> wake);
  // Detaches if the thread still runs.
  ~BrowserIoThread() override;
  BrowserIoThread(const BrowserIoThread&) = delete;
  BrowserIoThread& operator=(const BrowserIoThread&) = delete;

  // Once. Returns errno of the thread's creation.
  int Start(Options options);

  // From the thread that called Start():
  void Send(OutgoingMessage message) { queue_.PostMessage(std::move(message)); }
  void SetRules(std::shared_ptr<const RequestRules> rules) {
    interceptor_.SetRules(std::move(rules));
  }
  void SetUnfilteredSessions(std::vector<std::string> session_ids) {
    interceptor_.SetUnfilteredSessions(std::move(session_ids));
  }
  void SetEventDelivery(std::shared_ptr<const EventDelivery> delivery) {
    router_.SetEventDelivery(std::move(delivery));
  }
  void Close();
  void Kill();
  // Kill(), and PROTOCOL_ERROR with this message as the reason of the exit.
  void KillForProtocolError(const std::string& message);
  Batch TakeBatch() { return queue_.TakeBatch(); }

  // Ends the thread without telling of the browser's exit. The browser saves its data and exits, as
  // if the app had died; `wait`: this takes until it is gone, at most kGracefulExitMs and the
  // killing.
  void Detach(bool wait);
  // Waits for the end of the thread, which is near once a batch had an exit.
  void Join();

  // 0 until Chromium runs, kEndedPid from its end on, of which JavaScript hears later.
  static constexpr pid_t kEndedPid = -1;
  pid_t pid() const { return pid_.load(std::memory_order_relaxed); }
  Stats stats() const;

 private:
  // DevToolsRouter::Delegate:
  void DeliverToJavaScript(DevToolsMessage message) override;
  void SendFromShell(OutgoingMessage message) override;

  static void* ThreadMain(void* self);
  void Run();
  bool LockUserDataDir(ScopedFd* lock);
  bool Launch(ScopedFd lock);
  void Loop();
  void TakePosted();
  void ReadPipe();
  void Drain();
  void Deliver();
  bool IsWorthDelivering() const;
  void Fail(FailureKind kind, const std::string& message);
  void ReportExit();

  const std::function<void()> wake_;
  Options options_;
  MessageQueue queue_;
  RequestInterceptor interceptor_;
  std::atomic<pid_t> pid_ = 0;
  std::atomic<uint64_t> bytes_in_ = 0;
  std::atomic<uint64_t> bytes_out_ = 0;
  std::optional<pthread_t> thread_;

  // I/O thread only:
  BrowserProcess process_;
  std::optional<DevToolsPipe> pipe_;
  std::optional<StderrTail> stderr_;
  DevToolsRouter router_;
  IoThreadRequests requests_;
  std::vector<OutgoingMessage> unsent_;  // Posted before there was a pipe.
  std::vector<DevToolsMessage> incoming_;
  bool has_urgent_ = false;  // Among incoming_.
  bool close_sent_ = false;
  bool kill_sent_ = false;
  std::optional<BrowserFailure> failure_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_BROWSER_IO_THREAD_H_
