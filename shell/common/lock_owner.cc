// See lock_owner.h.

#include "shell/common/lock_owner.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "shell/common/scoped_fd.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

constexpr std::string_view kEndingMark = "ending\n";

// Of /proc/<pid>/stat, counted behind the name, which may hold anything.
constexpr int kStateField = 0;
constexpr int kFlagsField = 6;
constexpr int kStartTimeField = 19;
constexpr int kPendingSignalsField = 28;

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

template <typename Number>
bool ReadNumber(std::string_view text, Number* number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *number);
  return error == std::errc() && rest == end;
}

struct ProcessStat {
  char state = 'X';
  uint64_t flags = 0;
  uint64_t start_time = 0;
  uint64_t pending_signals = 0;
};

// nullopt if there is no such process, or none that this one can see.
std::optional<ProcessStat> ReadStat(pid_t pid) {
  const ScopedFd file(
      open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_valid()) {
    return std::nullopt;
  }
  const std::string text = ReadStart(file.get());
  const size_t name_end = text.rfind(") ");
  if (name_end == std::string::npos) {
    return std::nullopt;
  }
  std::string_view rest = std::string_view(text).substr(name_end + 2);
  ProcessStat stat;
  for (int field = kStateField; field <= kPendingSignalsField; field++) {
    const std::string_view value = TakeUntil(&rest, ' ');
    if (value.empty() || (field == kFlagsField && !ReadNumber(value, &stat.flags)) ||
        (field == kStartTimeField && !ReadNumber(value, &stat.start_time)) ||
        (field == kPendingSignalsField && !ReadNumber(value, &stat.pending_signals))) {
      return std::nullopt;
    }
    if (field == kStateField) {
      stat.state = value.front();
    }
  }
  return stat;
}

bool IsZombie(const ProcessStat& stat) {
  return stat.state == 'Z' || stat.state == 'X';
}

}  // namespace

bool LockOwner::IsAlive() const {
  const std::optional<ProcessStat> stat = ReadStat(pid);
  const bool is_dying =
      stat && ((stat->flags & kExitingFlag) != 0 || (stat->pending_signals & kKilledBit) != 0);
  return stat && !IsZombie(*stat) && !is_dying && stat->start_time == start_time;
}

LockOwner ThisProcess(bool in_memory) {
  return {.pid = getpid(), .start_time = ProcessStartTime(getpid()), .in_memory = in_memory};
}

std::optional<LockOwner> ReadLockOwner(int lock) {
  const std::string content = ReadStart(lock);
  std::string_view rest = content;
  std::string_view process = TakeUntil(&rest, '\n');
  LockOwner owner;
  if (!ReadNumber(TakeUntil(&process, ' '), &owner.pid)) {
    return std::nullopt;
  }
  // Earlier versions wrote the pid alone: that process has ended.
  if (!process.empty() && !ReadNumber(process, &owner.start_time)) {
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
  const std::optional<ProcessStat> stat = ReadStat(pid);
  return stat && !IsZombie(*stat) ? stat->start_time : 0;
}

}  // namespace valence
