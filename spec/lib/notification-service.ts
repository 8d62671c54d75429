// A desktop's notification service that does not exist, on a session bus of its own, for the specs of a describe.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { FIXTURES } from './fixture-client';

export interface ShownNotification {
  title: string;
  body: string;
}

const SCRIPT = path.join(FIXTURES, '..', '..', 'script', 'lib', 'fixtures', 'notifications.py');

/** Browsers that start while the describe runs show their notifications there. Returns what was shown. */
export function useNotificationService(): () => readonly ShownNotification[] {
  const shown: ShownNotification[] = [];
  let service: ChildProcess;
  let earlier: string | undefined;

  before(async () => {
    service = spawn('/usr/bin/python3', ['-B', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: service.stdout! });
    const [first] = (await once(lines, 'line')) as [string];
    lines.on('line', (line) => shown.push(JSON.parse(line) as ShownNotification));
    earlier = process.env['DBUS_SESSION_BUS_ADDRESS'];
    process.env['DBUS_SESSION_BUS_ADDRESS'] = (JSON.parse(first) as { address: string }).address;
  });
  after(async () => {
    if (earlier === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = earlier;
    const ended = once(service, 'exit');
    service.stdin!.end();
    await ended;
  });
  return () => shown;
}
