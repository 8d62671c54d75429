/** A window learns when its page makes an element as large as the screen, from the moment at which the app listens to that. */
import { whenHeard, type ObservedEmitter } from '../observed-emitter';

/** The part of ContentsHost that is used here. */
interface FullscreenPage {
  readonly signals: { give(signal: 'fullscreen'): void };
}

const KINDS = ['full-screen', 'html-full-screen'] as const;

export function watchFullscreen(window: ObservedEmitter, page: FullscreenPage): void {
  for (const kind of KINDS) {
    for (const state of ['enter', 'leave'])
      whenHeard(window, `${state}-${kind}`, () => page.signals.give('fullscreen'));
  }
}
