// The meeting point of the JavaScript thread and the I/O thread: commands one way, batches of
// messages the other.

#ifndef SHELL_BROWSER_MESSAGE_QUEUE_H_
#define SHELL_BROWSER_MESSAGE_QUEUE_H_

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shell/browser/browser_exit.h"
#include "shell/common/scoped_fd.h"
#include "shell/services/content/devtools_message.h"
#include "shell/services/content/outgoing_message.h"

namespace valence {

// What the JavaScript thread asks of the I/O thread besides sending.
struct IoThreadRequests {
  bool close = false;
  bool kill = false;
  bool detach = false;  // Stop the thread; the supervisor ends the browser.
  bool wait = false;    // With detach: until the supervisor is gone.
  // Not empty: the browser broke the protocol in this way. Goes with kill.
  std::string protocol_error = {};
};

// Everything for JavaScript since the last call.
struct Batch {
  std::vector<DevToolsMessage> messages;
  std::vector<uint64_t> released;   // OutgoingMessage::keep_alive
  std::optional<BrowserExit> exit;  // After the last message.
};

class MessageQueue {
 public:
  MessageQueue();

  // JavaScript thread:
  void PostMessage(OutgoingMessage message);
  void PostRequests(const IoThreadRequests& requests);
  Batch TakeBatch();
  // Once the I/O thread has ended: there is nobody to signal any more.
  void CloseEvent() { event_.reset(); }

  // I/O thread:
  // Readable when something was posted.
  int event_fd() const { return event_.get(); }
  void TakePosted(std::vector<OutgoingMessage>* messages, IoThreadRequests* requests);
  // True if JavaScript has to be woken up: it took everything before.
  bool PushMessages(std::vector<DevToolsMessage> messages);
  bool PushExit(BrowserExit exit);
  // Given back with the next batch; worth no wake-up of their own.
  void PushReleased(std::vector<uint64_t> released);
  // JavaScript is far behind: stop reading until event_fd() fires.
  bool is_full();

 private:
  void Signal();

  ScopedFd event_;
  std::mutex mutex_;
  // Guarded by mutex_:
  std::vector<OutgoingMessage> outgoing_;
  IoThreadRequests requests_;
  Batch batch_;
  size_t batch_bytes_ = 0;
  bool reader_waits_ = false;
};

}  // namespace valence

#endif  // SHELL_BROWSER_MESSAGE_QUEUE_H_
