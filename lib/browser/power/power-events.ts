/** What the system's bus says about sleep, shutdown, the screen lock and the power supply. */
import { readdirSync, readFileSync } from 'node:fs';
import { Bus, type BusName, type SignalMatch } from '../dbus/bus';

/** As powerMonitor emits them. */
export type PowerEvent = 'suspend' | 'resume' | 'shutdown' | 'lock-screen' | 'unlock-screen' | 'on-ac' | 'on-battery';

interface Source {
  bus: BusName;
  match: SignalMatch;
  /** Null: the signal says something else. */
  eventOf: (this: void, body: readonly unknown[]) => PowerEvent | null;
}

const LOGIN = 'org.freedesktop.login1';

const screenSaver = (name: string): Source => ({
  bus: 'session',
  match: { interface: name, member: 'ActiveChanged' },
  eventOf: ([isActive]) => (isActive ? 'lock-screen' : 'unlock-screen'),
});

const SOURCES: Source[] = [
  {
    bus: 'system',
    match: { sender: LOGIN, interface: `${LOGIN}.Manager`, member: 'PrepareForSleep' },
    eventOf: ([begins]) => (begins ? 'suspend' : 'resume'),
  },
  {
    bus: 'system',
    match: { sender: LOGIN, interface: `${LOGIN}.Manager`, member: 'PrepareForShutdown' },
    eventOf: ([begins]) => (begins ? 'shutdown' : null),
  },
  {
    bus: 'system',
    match: { sender: LOGIN, interface: `${LOGIN}.Session`, member: 'Lock' },
    eventOf: () => 'lock-screen',
  },
  {
    bus: 'system',
    match: { sender: LOGIN, interface: `${LOGIN}.Session`, member: 'Unlock' },
    eventOf: () => 'unlock-screen',
  },
  screenSaver('org.gnome.ScreenSaver'),
  screenSaver('org.freedesktop.ScreenSaver'),
  {
    bus: 'system',
    match: {
      sender: 'org.freedesktop.UPower',
      path: '/org/freedesktop/UPower',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'PropertiesChanged',
    },
    eventOf: ([, changed]) => {
      const entries = Array.isArray(changed)
        ? (changed as [string, unknown][])
        : Object.entries(changed as Record<string, unknown>);
      const onBattery = entries.find(([name]) => name === 'OnBattery')?.[1];
      if (typeof onBattery !== 'boolean') return null;
      return onBattery ? 'on-battery' : 'on-ac';
    },
  },
];

export const POWER_EVENTS: readonly PowerEvent[] = [
  'suspend',
  'resume',
  'shutdown',
  'lock-screen',
  'unlock-screen',
  'on-ac',
  'on-battery',
];

/** Reports every event of the buses that there are. Rejects if there is neither bus, with the reason of the system's. */
export async function watchPower(report: (event: PowerEvent) => void): Promise<void> {
  let locked: boolean | null = null;
  const onEvent = (event: PowerEvent): void => {
    // Two services may report the same lock.
    if (event === 'lock-screen' || event === 'unlock-screen') {
      const isLock = event === 'lock-screen';
      if (locked === isLock) return;
      locked = isLock;
    }
    report(event);
  };
  const results = await Promise.allSettled(
    SOURCES.map(async ({ bus, match, eventOf }) => {
      const connection = await Bus.of(bus);
      await connection.subscribe(match, (body) => {
        const event = eventOf(body);
        if (event) onEvent(event);
      });
    }),
  );
  const [first] = results;
  if (first?.status === 'rejected' && results.every(({ status }) => status === 'rejected')) throw first.reason;
}

const SUPPLIES = '/sys/class/power_supply';

const read = (supply: string, name: string): string => {
  try {
    return readFileSync(`${SUPPLIES}/${supply}/${name}`, 'utf8').trim();
  } catch {
    return '';
  }
};

/** A machine without a battery is never on it. Batteries of mice and the like do not count. */
export function isOnBattery(): boolean {
  let supplies: string[];
  try {
    supplies = readdirSync(SUPPLIES);
  } catch {
    return false;
  }
  const mains = supplies.filter((supply) => ['Mains', 'USB'].includes(read(supply, 'type')));
  if (mains.some((supply) => read(supply, 'online') === '1')) return false;
  return supplies.some(
    (supply) =>
      read(supply, 'type') === 'Battery' &&
      read(supply, 'scope') !== 'Device' &&
      read(supply, 'status') === 'Discharging',
  );
}
