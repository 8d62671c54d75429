// What the kernel says of a process in /proc/<pid>/stat (proc(5)).

#ifndef SHELL_COMMON_PROCESS_STAT_H_
#define SHELL_COMMON_PROCESS_STAT_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace valence {

struct ProcessStat {
  // One letter: R runs or could, S sleeps, T is stopped, Z is a zombie, X is dead …
  char state = 'X';
  pid_t parent = 0;
  uint64_t flags = 0;
  // Of the processor, in clock ticks.
  uint64_t user_time = 0;
  uint64_t system_time = 0;
  // In clock ticks since the machine started.
  uint64_t start_time = 0;
  uint64_t pending_signals = 0;

  bool is_zombie() const { return state == 'Z' || state == 'X'; }
};

// nullopt if there is no such process, or none that this one can see.
std::optional<ProcessStat> ReadProcessStat(pid_t pid);

}  // namespace valence

#endif  // SHELL_COMMON_PROCESS_STAT_H_
