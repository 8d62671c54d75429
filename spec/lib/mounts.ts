// Apps with file systems of their own, in a mount namespace that ends with them (unshare(1)).
import { spawnSync } from 'node:child_process';

// Any user may have one as root of a user namespace, where the machine allows that.
const UNSHARE = ['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

/**
 * Whether this machine lets specs mount; where it does not, as in containers without CAP_SYS_ADMIN, the specs that need it are
 * not there, and the run says so once.
 */
export const CAN_MOUNT = ((): boolean => {
  const [program = '', ...args] = UNSHARE;
  const { status, stderr } = spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
    encoding: 'utf8',
  });
  if (status !== 0) console.warn(`Specs that mount file systems do not run here: ${stderr.trim()}`);
  return status === 0;
})();

/** For `prefix` of an app: `script` runs before it (sh -e) and may mount what the app shall see. */
export const inNamespace = (script: string): string[] => [...UNSHARE, 'sh', '-ec', `${script}\nexec "$@"`, 'sh'];
