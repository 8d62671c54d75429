/**
 * Preloaded with ELECTRON_RUN_AS_NODE: a plain Node.js that still says whose it is. It also runs in every worker thread,
 * so it reads only what is asked for.
 */
import { join } from 'node:path';
import { installLinkedBindings, setUpNode } from './app/process';
import { buildFolder } from './library-folder';

/** The launcher has put `--require <this file>` before the user's own flags. A child gets it from its own launcher. */
function forgetPreload(): void {
  const at = process.execArgv.indexOf(__filename);
  if (at > 0) process.execArgv.splice(at - 1, 2);
}

// The variable stays, for the worker threads. One that is started with an environment of its own does not have it.
const launcher = process.env.VALENCE_EXEC_PATH ?? join(buildFolder(), 'valence');
forgetPreload();
process.argv[0] = launcher;
setUpNode(launcher, () => installLinkedBindings(buildFolder()));
