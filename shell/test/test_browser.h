// A BrowserIoThread whose Chromium is a shell script, and the JavaScript thread's part of it.

#ifndef SHELL_TEST_TEST_BROWSER_H_
#define SHELL_TEST_TEST_BROWSER_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "shell/browser/browser_io_thread.h"

namespace valence {

class TestBrowser {
 public:
  // Runs /bin/sh -c `script` as the browser: commands arrive on fd 3, messages go to fd 4.
  TestBrowser(const std::string& script, const std::string& user_data_dir);

  BrowserIoThread::Options& options() { return options_; }
  BrowserIoThread& io_thread() { return *io_thread_; }

  void Start();
  // Waits until there were `count` messages.
  const std::vector<DevToolsMessage>& WaitForMessages(size_t count);
  // Waits for the end, and fails the test after 20 seconds. The messages stay.
  BrowserExit WaitForExit();

  const std::vector<DevToolsMessage>& messages() const { return messages_; }
  const std::vector<uint64_t>& released() const { return released_; }

 private:
  // False after 20 seconds.
  bool TakeBatch();

  BrowserIoThread::Options options_;
  std::mutex mutex_;
  std::condition_variable woken_;
  int wakes_ = 0;
  std::vector<DevToolsMessage> messages_;
  std::vector<uint64_t> released_;
  std::optional<BrowserExit> exit_;
  std::unique_ptr<BrowserIoThread> io_thread_;
};

// True once the process with this id is gone, waiting for at most `milliseconds`.
bool WaitUntilGone(pid_t pid, int milliseconds);

// A shell command that writes a DevTools message `{id: <id>}` to fd 4; `id` is 0 to 23.
std::string WriteReply(int id);

}  // namespace valence

#endif  // SHELL_TEST_TEST_BROWSER_H_
