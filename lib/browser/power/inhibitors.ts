/** Keeps the system from sleeping, or the display from going dark, through services of the session bus. */
import { Bus, type Call } from '../dbus/bus';

export type BlockerType = 'prevent-app-suspension' | 'prevent-display-sleep';

type Service = Pick<Call, 'destination' | 'path' | 'interface'>;

const POWER_MANAGEMENT: Service = {
  destination: 'org.freedesktop.PowerManagement',
  path: '/org/freedesktop/PowerManagement/Inhibit',
  interface: 'org.freedesktop.PowerManagement.Inhibit',
};
const SCREEN_SAVER: Service = {
  destination: 'org.freedesktop.ScreenSaver',
  path: '/org/freedesktop/ScreenSaver',
  interface: 'org.freedesktop.ScreenSaver',
};
const SESSION_MANAGER: Service = {
  destination: 'org.gnome.SessionManager',
  path: '/org/gnome/SessionManager',
  interface: 'org.gnome.SessionManager',
};

/** Flags of GNOME: no suspending; no idle session. */
const GNOME_FLAGS = { 'prevent-app-suspension': 4, 'prevent-display-sleep': 8 };

/** Resolves with what ends it. Rejects if no service does it. */
export async function inhibit(type: BlockerType, appName: string, reason: string): Promise<() => Promise<void>> {
  const bus = await Bus.of('session');
  const common = type === 'prevent-display-sleep' ? SCREEN_SAVER : POWER_MANAGEMENT;
  try {
    return await inhibitWith(
      bus,
      { ...common, member: 'Inhibit', signature: 'ss', body: [appName, reason] },
      'UnInhibit',
    );
  } catch (error) {
    const body = [appName, 0, reason, GNOME_FLAGS[type]];
    const call = { ...SESSION_MANAGER, member: 'Inhibit', signature: 'susu', body };
    return inhibitWith(bus, call, 'Uninhibit').catch(() => {
      throw error;
    });
  }
}

async function inhibitWith(bus: Bus, call: Call, end: string): Promise<() => Promise<void>> {
  const cookie = await bus.call<number>(call);
  return () => bus.call({ ...call, member: end, signature: 'u', body: [cookie] });
}
