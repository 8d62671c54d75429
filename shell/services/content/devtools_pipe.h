// The two ends of --remote-debugging-pipe=cbor: non-blocking reads cut into messages, and a queue
// of gathered writes. Lives on the I/O thread.

#ifndef SHELL_SERVICES_CONTENT_DEVTOOLS_PIPE_H_
#define SHELL_SERVICES_CONTENT_DEVTOOLS_PIPE_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "shell/common/scoped_fd.h"
#include "shell/services/content/devtools_framing.h"
#include "shell/services/content/outgoing_message.h"

namespace valence {

class DevToolsPipe {
 public:
  enum class ReadResult { kMore, kBlocked, kEnd, kMalformed };

  // `to_browser` and `from_browser` are non-blocking sockets. The counters are written by this
  // class only.
  DevToolsPipe(ScopedFd to_browser,
               ScopedFd from_browser,
               std::atomic<uint64_t>* bytes_in,
               std::atomic<uint64_t>* bytes_out);

  // Reads once and appends the messages that became complete. kMore: there may be more to read.
  // kMalformed: error().
  ReadResult Read(std::vector<MessageBuffer>* messages);

  // Queues a message. After the pipe was closed it is dropped, and its keep_alive released.
  void Write(OutgoingMessage message);

  // Writes as much as the socket takes.
  void Flush();

  // Closes the writing end once the queue is written: Chromium then saves its data and exits.
  void CloseWhenFlushed();

  // Poll these: -1 once closed.
  int read_fd() const { return from_browser_.get(); }
  int write_fd() const { return to_browser_.get(); }
  bool wants_to_write() const { return to_browser_.is_valid() && !queue_.empty(); }

  const std::string& error() const { return framing_.error(); }

  // OutgoingMessage::keep_alive of the messages whose bodies are not needed any more. Clears the
  // list.
  std::vector<uint64_t> TakeReleased();

 private:
  bool WriteOnce();
  void Consume(size_t written);
  void Drop();

  ScopedFd to_browser_;
  ScopedFd from_browser_;
  DevToolsFraming framing_;
  std::deque<OutgoingMessage> queue_;
  size_t first_offset_ = 0;  // What of queue_.front() was written already.
  bool close_when_flushed_ = false;
  std::vector<uint64_t> released_;
  std::atomic<uint64_t>* const bytes_in_;
  std::atomic<uint64_t>* const bytes_out_;
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_DEVTOOLS_PIPE_H_
