/** Events of a window whose page makes an element as large as the screen: in Electron the window is so then, too. */
import { emitToApp } from '../app-calls';
import { createEvent } from '../event';
import { whenHeard, type ObservedEmitter } from '../observed-emitter';

/** The part of ContentsHost that is used here. */
interface FullscreenPage {
  readonly signals: { give(signal: 'fullscreen'): void };
  on(event: 'fullscreen', listener: (isFullscreen: boolean) => void): unknown;
}

const KINDS = ['full-screen', 'html-full-screen'] as const;

export function reportFullscreen(window: ObservedEmitter, page: FullscreenPage): void {
  for (const kind of KINDS) {
    for (const state of ['enter', 'leave']) whenHeard(window, `${state}-${kind}`, () => page.signals.give('fullscreen'));
  }
  page.on('fullscreen', (isFullscreen) => {
    const state = isFullscreen ? 'enter' : 'leave';
    for (const kind of KINDS) emitToApp(window, `${state}-${kind}`, createEvent({ sender: window }));
  });
}
