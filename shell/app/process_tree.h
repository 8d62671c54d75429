// Ends every process below the calling one, which must be a child subreaper: processes that lose
// their parent become its children, so nothing escapes by forking twice.

#ifndef SHELL_APP_PROCESS_TREE_H_
#define SHELL_APP_PROCESS_TREE_H_

#include <sys/types.h>

namespace valence {

// Reaps children that have ended. If `pid` is among them, sets `*status` to its wait status and
// returns true.
bool ReapChildren(pid_t pid, int* status);

// True if there is a child, running or not yet reaped.
bool HasChildren();

// SIGKILL to the process group `group` and to every child, again and again until no child is left.
void KillDescendants(pid_t group);

}  // namespace valence

#endif  // SHELL_APP_PROCESS_TREE_H_
