// See process_stat.h.

#include "shell/common/process_stat.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "shell/common/parse_number.h"
#include "shell/common/scoped_fd.h"

namespace valence {
namespace {

// Counted behind the name, which may hold anything.
constexpr size_t kState = 0;
constexpr size_t kParent = 1;
constexpr size_t kFlags = 6;
constexpr size_t kUserTime = 11;
constexpr size_t kSystemTime = 12;
constexpr size_t kStartTime = 19;
constexpr size_t kPendingSignals = 28;
constexpr size_t kFields = kPendingSignals + 1;

// False if there are fewer fields.
bool Split(std::string_view text, std::array<std::string_view, kFields>* fields) {
  for (std::string_view& field : *fields) {
    field = text.substr(0, text.find(' '));
    if (field.empty()) {
      return false;
    }
    text.remove_prefix(std::min(field.size() + 1, text.size()));
  }
  return true;
}

}  // namespace

std::optional<ProcessStat> ReadProcessStat(pid_t pid) {
  const ScopedFd file(
      open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> buffer;
  const ssize_t size = file.is_valid() ? read(file.get(), buffer.data(), buffer.size()) : -1;
  const std::string_view text(buffer.data(), size < 0 ? 0 : static_cast<size_t>(size));
  const size_t name_end = text.rfind(") ");
  std::array<std::string_view, kFields> fields;
  if (name_end == std::string_view::npos || !Split(text.substr(name_end + 2), &fields)) {
    return std::nullopt;
  }
  ProcessStat stat;
  stat.state = fields[kState].front();
  const bool is_complete = ParseNumber(fields[kParent], &stat.parent) &&
                           ParseNumber(fields[kFlags], &stat.flags) &&
                           ParseNumber(fields[kUserTime], &stat.user_time) &&
                           ParseNumber(fields[kSystemTime], &stat.system_time) &&
                           ParseNumber(fields[kStartTime], &stat.start_time) &&
                           ParseNumber(fields[kPendingSignals], &stat.pending_signals);
  return is_complete ? std::optional(stat) : std::nullopt;
}

}  // namespace valence
