// See browser_io_thread.h.

#include "shell/browser/browser_io_thread.h"
#include "shell/browser/policy_directory.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <utility>

namespace valence {
namespace {

using Clock = std::chrono::steady_clock;

// flock() has no event for "free again" that could be waited for together with the app's requests.
constexpr std::chrono::milliseconds kLockRetry{20};

// What a killed process may take to show that it is dying. An app that uses a living one's
// directory is told so within 200 ms.
constexpr std::chrono::milliseconds kDyingOwnerTimeout{120};

// Reads in a row before writes and requests get their turn.
constexpr int kMaxReads = 16;

// So many deferrable messages are delivered without another one behind them.
constexpr size_t kMaxDeferrableMessages = 256;

}  // namespace

BrowserIoThread::BrowserIoThread(std::function<void()> wake)
    : wake_(std::move(wake)), router_(this, &interceptor_) {}

BrowserIoThread::~BrowserIoThread() {
  Detach(false);
}

int BrowserIoThread::Start(Options options) {
  options_ = std::move(options);
  // Signals are for the app's own threads.
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_t thread;
  const int error = pthread_create(&thread, nullptr, &BrowserIoThread::ThreadMain, this);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  if (error == 0) {
    thread_ = thread;
  }
  return error;
}

void BrowserIoThread::Close() {
  queue_.PostRequests({.close = true});
}

void BrowserIoThread::Kill() {
  queue_.PostRequests({.kill = true});
}

void BrowserIoThread::KillForProtocolError(const std::string& message) {
  queue_.PostRequests({.kill = true, .protocol_error = message});
}

void BrowserIoThread::Detach(bool wait) {
  if (thread_) {
    queue_.PostRequests({.detach = true, .wait = wait});
    Join();
  }
}

void BrowserIoThread::Join() {
  if (thread_) {
    pthread_join(*thread_, nullptr);
    thread_.reset();
    // The object may live on as long as JavaScript likes.
    queue_.CloseEvent();
  }
}

BrowserIoThread::Stats BrowserIoThread::stats() const {
  return {interceptor_.continued(), interceptor_.matched(),
          bytes_in_.load(std::memory_order_relaxed), bytes_out_.load(std::memory_order_relaxed)};
}

void* BrowserIoThread::ThreadMain(void* self) {
  pthread_setname_np(pthread_self(), "ValenceBrowser");
  static_cast<BrowserIoThread*>(self)->Run();
  return nullptr;
}

void BrowserIoThread::Run() {
  ScopedFd lock;
  if (LockUserDataDir(&lock) && Launch(std::move(lock))) {
    Loop();
    if (process_.is_gone()) {
      Drain();
      process_.Reap();
    }
  }
  pid_ = kEndedPid;
  if (!requests_.detach) {
    ReportExit();
  }
  // The object may live on as long as JavaScript likes.
  pipe_.reset();
  stderr_.reset();
}

bool BrowserIoThread::LockUserDataDir(ScopedFd* lock) {
  UserDataDirLock directory(options_.process.user_data_dir, options_.process.remove_user_data_dir);
  const Clock::time_point start = Clock::now();
  for (;;) {
    TakePosted();
    if (requests_.close || requests_.kill || requests_.detach) {
      return false;
    }
    Clock::time_point deadline = start;
    switch (directory.TryLock()) {
      case UserDataDirLock::LockResult::kLocked:
        *lock = directory.TakeLock();
        PreparePolicyDirectory(options_.process.user_data_dir, options_.policies);
        return true;
      case UserDataDirLock::LockResult::kFailed:
        Fail(FailureKind::kSpawnFailed, directory.error());
        return false;
      case UserDataDirLock::LockResult::kBusy:
        deadline += options_.lock_timeout;
        break;
      case UserDataDirLock::LockResult::kInUse:
        deadline += std::min(options_.lock_timeout, kDyingOwnerTimeout);
        break;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) {
      Fail(FailureKind::kProfileInUse, directory.error());
      return false;
    }
    pollfd event = {queue_.event_fd(), POLLIN, 0};
    poll(&event, 1, static_cast<int>(std::min(left, kLockRetry).count()));
  }
}

bool BrowserIoThread::Launch(ScopedFd lock) {
  BrowserProcess::Channels channels;
  if (!process_.Launch(options_.process, std::move(lock), &channels)) {
    Fail(FailureKind::kSpawnFailed, process_.error());
    return false;
  }
  pipe_.emplace(std::move(channels.to_browser), std::move(channels.from_browser), &bytes_in_,
                &bytes_out_);
  stderr_.emplace(std::move(channels.stderr_read), options_.echo_stderr ? STDERR_FILENO : -1);
  for (OutgoingMessage& message : std::exchange(unsent_, {})) {
    pipe_->Write(std::move(message));
  }
  return true;
}

void BrowserIoThread::Loop() {
  while (!process_.is_gone() && (!requests_.detach || requests_.wait)) {
    pipe_->Flush();
    std::array<pollfd, 5> fds = {{
        {queue_.event_fd(), POLLIN, 0},
        {process_.lifeline_fd(), POLLIN, 0},
        {stderr_->fd(), POLLIN, 0},
        {queue_.is_full() ? -1 : pipe_->read_fd(), POLLIN, 0},
        {pipe_->wants_to_write() ? pipe_->write_fd() : -1, POLLOUT, 0},
    }};
    if (poll(fds.data(), fds.size(), -1) < 0) {
      continue;
    }
    if (fds[0].revents != 0) {
      TakePosted();
    }
    if (fds[1].revents != 0) {
      process_.ReadLifeline();
      pid_ = process_.wait_status() ? kEndedPid : process_.browser_pid();
    }
    if (fds[2].revents != 0) {
      stderr_->Read();
    }
    if (fds[3].revents != 0) {
      ReadPipe();
    }
  }
}

void BrowserIoThread::TakePosted() {
  std::vector<OutgoingMessage> messages;
  queue_.TakePosted(&messages, &requests_);
  for (OutgoingMessage& message : messages) {
    if (pipe_) {
      pipe_->Write(std::move(message));
    } else {
      unsent_.push_back(std::move(message));
    }
  }
  if (!pipe_) {
    return;
  }
  if (!requests_.protocol_error.empty()) {
    Fail(FailureKind::kProtocolError, requests_.protocol_error);
  }
  if (requests_.kill && !std::exchange(kill_sent_, true)) {
    process_.RequestKill();
  }
  if ((requests_.close || requests_.detach) && !std::exchange(close_sent_, true)) {
    // What was sent before close() is still written; the supervisor's clock runs meanwhile.
    pipe_->CloseWhenFlushed();
    process_.RequestClose();
  }
}

void BrowserIoThread::ReadPipe() {
  std::vector<MessageBuffer> messages;
  DevToolsPipe::ReadResult result = DevToolsPipe::ReadResult::kMore;
  for (int i = 0; i < kMaxReads && result == DevToolsPipe::ReadResult::kMore; i++) {
    result = pipe_->Read(&messages);
  }
  bool is_malformed = false;
  for (MessageBuffer& message : messages) {
    is_malformed = is_malformed || !router_.OnMessage(std::move(message));
  }
  Deliver();
  if (result == DevToolsPipe::ReadResult::kMalformed || is_malformed) {
    Fail(FailureKind::kProtocolError,
         is_malformed ? "Chromium sent a malformed DevTools message." : pipe_->error() + ".");
    if (!std::exchange(kill_sent_, true)) {
      process_.RequestKill();
    }
  }
}

// After the browser's end: what it wrote before.
void BrowserIoThread::Drain() {
  while (pipe_->read_fd() >= 0) {
    std::vector<MessageBuffer> messages;
    const DevToolsPipe::ReadResult result = pipe_->Read(&messages);
    for (MessageBuffer& message : messages) {
      router_.OnMessage(std::move(message));
    }
    if (result != DevToolsPipe::ReadResult::kMore) {
      break;
    }
  }
  has_urgent_ = true;
  Deliver();
  stderr_->Read();
}

void BrowserIoThread::Deliver() {
  queue_.PushReleased(pipe_->TakeReleased());
  if (!IsWorthDelivering()) {
    return;
  }
  has_urgent_ = false;
  if (queue_.PushMessages(std::exchange(incoming_, {})) && !requests_.detach) {
    wake_();
  }
}

bool BrowserIoThread::IsWorthDelivering() const {
  return has_urgent_ || incoming_.size() >= kMaxDeferrableMessages;
}

void BrowserIoThread::DeliverToJavaScript(DevToolsMessage message) {
  has_urgent_ = has_urgent_ || !message.is_deferrable;
  incoming_.push_back(std::move(message));
}

void BrowserIoThread::SendFromShell(OutgoingMessage message) {
  pipe_->Write(std::move(message));
}

void BrowserIoThread::Fail(FailureKind kind, const std::string& message) {
  if (!failure_) {
    failure_ = BrowserFailure{kind, message};
  }
}

void BrowserIoThread::ReportExit() {
  BrowserExit exit;
  exit.failure = std::move(failure_);
  if (stderr_) {
    exit.stderr_tail = stderr_->text();
  }
  if (const std::optional<int> status = process_.wait_status()) {
    if (WIFSIGNALED(*status)) {
      exit.signal = WTERMSIG(*status);
    } else {
      exit.code = WEXITSTATUS(*status);
    }
  } else if (!exit.failure && !process_.error().empty()) {
    exit.failure = BrowserFailure{FailureKind::kSpawnFailed, process_.error()};
  }
  if (queue_.PushExit(std::move(exit))) {
    wake_();
  }
}

}  // namespace valence
