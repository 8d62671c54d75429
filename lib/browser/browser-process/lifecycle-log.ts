/** The life of one browser in the log: its start, crashes of its processes, its end. */
import type { Connection } from '../devtools/connection';
import { log } from '../log/log';
import type { TargetManager } from '../targets/target-manager';

/** The part of Browser that is used here. */
interface LoggedBrowser {
  readonly connection: Connection;
  readonly targets: TargetManager;
  readonly userDataDir: string;
  readonly pid: number;
  readonly closing: boolean;
  readonly ready: Promise<void>;
}

/** Call once, when the start has begun. `inMemory`: the directory goes with the browser. */
export function logLifecycle(browser: LoggedBrowser, inMemory: boolean): void {
  const { lifecycle } = log;
  if (!lifecycle) return;
  const { connection, targets, userDataDir, ready } = browser;
  const begin = performance.now();
  const elapsed = (): string => `${(performance.now() - begin).toFixed(0)}ms`;
  let pid = 0;
  const write = (what: string): void => lifecycle(connection.label, `${what} directory=${JSON.stringify(userDataDir)}`);
  write(`browser starts in-memory=${inMemory}`);
  ready.then(
    () => {
      ({ pid } = browser);
      write(`browser answers pid=${pid} after=${elapsed()}`);
    },
    () => undefined, // its end is logged below
  );
  targets.addSetup((target) => {
    target.onCrashed(({ status, errorCode }) =>
      write(`renderer crashed target=${target.type}:${target.id} status=${status} code=${errorCode} browser=${pid}`),
    );
  });
  void connection.closed.then(({ code, signal, failure }) => {
    const reason = failure ? `failure=${failure.kind}` : `code=${code} signal=${signal}`;
    write(`browser ended pid=${pid} ${reason} asked=${browser.closing} after=${elapsed()}`);
  });
}
