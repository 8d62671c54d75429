// See lock_owner.h.

#include "shell/common/lock_owner.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "shell/common/parse_number.h"
#include "shell/common/process_stat.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

constexpr std::string_view kEndingMark = "ending\n";

// PF_EXITING of the kernel: the process runs down. It may still hold files open and locked.
constexpr uint64_t kExitingFlag = 0x4;
// SIGKILL among the pending signals: on a busy machine the process takes a moment to die of it.
constexpr uint64_t kKilledBit = uint64_t{1} << (SIGKILL - 1);

std::string ReadStart(int fd) {
  std::array<char, 1024> text;
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  return std::string(text.data(), size < 0 ? 0 : static_cast<size_t>(size));
}

// Takes everything up to `end` off `*text`, and `end` with it.
std::string_view TakeUntil(std::string_view* text, char end) {
  const std::string_view taken = text->substr(0, text->find(end));
  text->remove_prefix(std::min(taken.size() + 1, text->size()));
  return taken;
}

}  // namespace

bool LockOwner::IsAlive() const {
  const std::optional<ProcessStat> stat = ReadProcessStat(pid);
  const bool is_dying =
      stat && ((stat->flags & kExitingFlag) != 0 || (stat->pending_signals & kKilledBit) != 0);
  return stat && !stat->is_zombie() && !is_dying && stat->start_time == start_time;
}

LockOwner ThisProcess(bool in_memory) {
  return {.pid = getpid(), .start_time = ProcessStartTime(getpid()), .in_memory = in_memory};
}

std::optional<LockOwner> ReadLockOwner(int lock) {
  const std::string content = ReadStart(lock);
  std::string_view rest = content;
  std::string_view process = TakeUntil(&rest, '\n');
  LockOwner owner;
  if (!ParseNumber(TakeUntil(&process, ' '), &owner.pid)) {
    return std::nullopt;
  }
  // Earlier versions wrote the pid alone: that process has ended.
  if (!process.empty() && !ParseNumber(process, &owner.start_time)) {
    return std::nullopt;
  }
  owner.in_memory = TakeUntil(&rest, '\n') == kInMemoryMark;
  owner.is_ending = rest == kEndingMark;
  return owner;
}

bool WriteLockOwner(int lock, const LockOwner& owner) {
  std::string content = std::to_string(owner.pid) + " " + std::to_string(owner.start_time) + "\n" +
                        (owner.in_memory ? kInMemoryMark : "") + "\n";
  if (owner.is_ending) {
    content += kEndingMark;
  }
  return ftruncate(lock, 0) == 0 &&
         pwrite(lock, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size());
}

void MarkEnding(int lock) {
  std::optional<LockOwner> owner = ReadLockOwner(lock);
  if (!owner || owner->is_ending) {
    return;
  }
  struct stat status;
  // Only added to: who reads meanwhile sees the lines before it whole.
  if (fstat(lock, &status) == 0) {
    [[maybe_unused]] const ssize_t written =
        pwrite(lock, kEndingMark.data(), kEndingMark.size(), status.st_size);
  }
}

uint64_t ProcessStartTime(pid_t pid) {
  const std::optional<ProcessStat> stat = ReadProcessStat(pid);
  return stat && !stat->is_zombie() ? stat->start_time : 0;
}

}  // namespace valence
