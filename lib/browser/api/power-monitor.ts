/** The `powerMonitor` module (docs/api/power-monitor.md). */
import { invalidArgValue, validateInteger } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { LIBRARY, requireLibrary } from '../internals';
import { ObservedEmitter, whenHeard } from '../observed-emitter';
import { isOnBattery, POWER_EVENTS, watchPower } from '../power/power-events';
import { UnavailableError } from '../unavailable-error';
import { warnOnce } from '../warn-once';

type Members =
  'getCurrentThermalState' | 'getSystemIdleState' | 'getSystemIdleTime' | 'isOnBatteryPower' | 'onBatteryPower';

export class PowerMonitor extends ObservedEmitter implements Pick<Electron.PowerMonitor, Members> {
  #isWatching = false;

  constructor(key: typeof LIBRARY) {
    super();
    requireLibrary(key);
    for (const event of POWER_EVENTS) whenHeard(this, event, () => this.#watch());
  }

  /** From the first listener on. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    watchPower((event) => void emitToApp(this, event)).catch((error: unknown) =>
      warnOnce('VALENCE_NO_DBUS', 'powerMonitor', `powerMonitor emits no events: ${(error as Error).message}`),
    );
  }

  isOnBatteryPower(): boolean {
    return isOnBattery();
  }

  get onBatteryPower(): boolean {
    return isOnBattery();
  }

  getSystemIdleState(idleThreshold: number): 'active' | 'idle' | 'locked' | 'unknown' {
    validateInteger(idleThreshold, 'idleThreshold');
    if (idleThreshold <= 0) throw invalidArgValue('idleThreshold', 'greater than 0', idleThreshold);
    return 'unknown';
  }

  getSystemIdleTime(): number {
    throw new UnavailableError('powerMonitor.getSystemIdleTime()', 'nothing tells it while JavaScript waits');
  }

  /** Of macOS. */
  getCurrentThermalState(): 'unknown' {
    return 'unknown';
  }
}

export const powerMonitor = new PowerMonitor(LIBRARY);
