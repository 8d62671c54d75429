/** The `powerSaveBlocker` module (docs/api/power-save-blocker.md). */
import { validateInteger, validateOneOf } from '../../common/validators';
import { inhibit, type BlockerType } from '../power/inhibitors';
import { warnOnce } from '../warn-once';
import { app } from './app';

const TYPES = ['prevent-app-suspension', 'prevent-display-sleep'] as const;

/** By id: what ends the blocker, once the desktop has answered. */
const started = new Map<number, Promise<(() => Promise<void>) | null>>();
let lastId = 0;

function onRefused(error: unknown): null {
  warnOnce(
    'VALENCE_NO_POWER_SAVE_BLOCKER',
    'start',
    `powerSaveBlocker.start() blocks nothing: ${(error as Error).message}`,
  );
  return null;
}

export const powerSaveBlocker: Electron.PowerSaveBlocker = {
  start(type: BlockerType): number {
    validateOneOf(type, 'type', TYPES);
    const id = ++lastId;
    started.set(id, inhibit(type, app.name, 'Asked for by the app').catch(onRefused));
    return id;
  },

  stop(id: number): boolean {
    validateInteger(id, 'id');
    const blocker = started.get(id);
    started.delete(id);
    void blocker?.then((end) => end?.()).catch(() => undefined);
    return blocker !== undefined;
  },

  isStarted(id: number): boolean {
    validateInteger(id, 'id');
    return started.has(id);
  },
};
