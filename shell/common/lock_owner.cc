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
constexpr int kStartTimeField = 19;
constexpr int kPendingSignalsField = 28;

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

}  // namespace

bool LockOwner::IsAlive() const {
  const uint64_t running = ProcessStartTime(pid);
  return running != 0 && running == start_time;
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
  const ScopedFd file(
      open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_valid()) {
    return 0;
  }
  const std::string stat = ReadStart(file.get());
  const size_t name_end = stat.rfind(") ");
  if (name_end == std::string::npos) {
    return 0;
  }
  std::string_view rest = std::string_view(stat).substr(name_end + 2);
  uint64_t start_time = 0;
  uint64_t pending_signals = 0;
  for (int field = kStateField; field <= kPendingSignalsField; field++) {
    const std::string_view value = TakeUntil(&rest, ' ');
    const bool has_ended = field == kStateField && (value == "Z" || value == "X");
    if (has_ended || (field == kStartTimeField && !ReadNumber(value, &start_time)) ||
        (field == kPendingSignalsField && !ReadNumber(value, &pending_signals))) {
      return 0;
    }
  }
  if ((pending_signals & kKilledBit) != 0) {
    return 0;
  }
  return start_time;
}

}  // namespace valence
