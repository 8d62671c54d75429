// Services of a desktop that does not exist, on a bus of its own, for the specs of a describe: script/lib/fixtures/desktop.py.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { FIXTURES } from './fixture-client';

const SCRIPT = path.join(FIXTURES, '..', '..', 'script', 'lib', 'fixtures', 'desktop.py');
const VARIABLES = ['DBUS_SESSION_BUS_ADDRESS', 'DBUS_SYSTEM_BUS_ADDRESS'] as const;

export interface Signal {
  path: string;
  interface: string;
  member: string;
  signature: string;
  body: unknown[];
}

export interface DesktopBus {
  /** Resolves with the arguments of the next call of `member` that nobody has waited for yet. */
  next(member: string): Promise<unknown[]>;
  emit(signal: Signal): void;
}

/** The bus is the session bus and the system bus of the specs and of apps that they start. */
export function useBus(...services: string[]): DesktopBus {
  const calls: [member: string, body: unknown[]][] = [];
  const waiting = new Set<() => void>();
  const earlier = VARIABLES.map((name) => process.env[name]);
  let child: ChildProcess;

  before(async () => {
    child = spawn('/usr/bin/python3', ['-B', SCRIPT, ...services], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout! });
    const [first] = (await once(lines, 'line')) as [string];
    lines.on('line', (line) => {
      calls.push(JSON.parse(line) as [string, unknown[]]);
      for (const look of waiting) look();
    });
    const { address } = JSON.parse(first) as { address: string };
    for (const name of VARIABLES) process.env[name] = address;
  });
  after(async () => {
    for (const [index, name] of VARIABLES.entries()) {
      if (earlier[index] === undefined) delete process.env[name];
      else process.env[name] = earlier[index];
    }
    const ended = once(child, 'exit');
    child.stdin!.end();
    await ended;
  });

  return {
    next: (member) =>
      new Promise((resolve) => {
        const look = (): void => {
          const index = calls.findIndex(([name]) => name === member);
          if (index < 0) return;
          waiting.delete(look);
          resolve(calls.splice(index, 1)[0]![1]);
        };
        waiting.add(look);
        look();
      }),
    emit: (signal) => void child.stdin!.write(`${JSON.stringify(signal)}\n`),
  };
}
