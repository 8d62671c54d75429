/**
 * Events that Electron 28 emits on Linux and Valence does not: a listener for one warns once, by name (docs/limits.md, "Events").
 * spec/unsupported-events.spec.ts compares the lists with electron.d.ts and docs/api.
 */
import { warnOnce } from './warn-once';

const UNSUPPORTED = {
  App: ['gpu-process-crashed', 'select-client-certificate'],
  BrowserWindow: [] as string[],
  WebContents: [
    'devtools-focused',
    'devtools-open-url',
    'devtools-reload-page',
    'did-attach-webview',
    'paint',
    'plugin-crashed',
    'preferred-size-changed',
    'select-client-certificate',
    'will-attach-webview',
  ],
};

/** Public classes with events that never come. */
export type PartlySilent = keyof typeof UNSUPPORTED;

/** A listener for `event` of an object of this class was added. */
export function warnIfUnsupported(emitter: PartlySilent, event: string | symbol): void {
  if (typeof event !== 'string' || !UNSUPPORTED[emitter].includes(event)) return;
  warnOnce(
    'VALENCE_UNSUPPORTED_EVENT',
    `${emitter} ${event}`,
    `${emitter} never emits '${event}' in Valence: its listeners are not called; see "Events" in docs/limits.md`,
  );
}
