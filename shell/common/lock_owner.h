// What the lock file of a user-data directory says about the app that owns it.
//
// Three lines: "<pid> <start time>", the mark of an in-memory session or nothing, and, once the
// browser is ending, the mark of that. Whoever finds the directory locked decides by it: an owner
// that lives keeps the directory, one that is ending is worth waiting for.

#ifndef SHELL_COMMON_LOCK_OWNER_H_
#define SHELL_COMMON_LOCK_OWNER_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace valence {

struct LockOwner {
  pid_t pid = 0;
  // Of the process, as ProcessStartTime() gives it: pids are used again.
  uint64_t start_time = 0;
  bool in_memory = false;
  bool is_ending = false;

  // False if the process has ended or is about to (it has been killed, or is exiting), or if it
  // runs where this one cannot see it.
  bool IsAlive() const;
};

// This process.
LockOwner ThisProcess(bool in_memory);

// nullopt if the file says nothing that this reads: it is empty while its owner takes it.
std::optional<LockOwner> ReadLockOwner(int lock);

// Replaces what the file says. False: errno.
bool WriteLockOwner(int lock, const LockOwner& owner);

// Adds that the browser is ending. The owner's pid stays for error messages.
void MarkEnding(int lock);

// In clock ticks since the machine started (proc(5), field 22); 0 if the process has ended, is a
// zombie, or cannot be seen. A process that is dying has one: it may still use its files.
uint64_t ProcessStartTime(pid_t pid);

}  // namespace valence

#endif  // SHELL_COMMON_LOCK_OWNER_H_
