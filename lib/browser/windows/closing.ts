/** A window asks the app before the user or the window manager closes it, from the moment at which the app listens to that. */
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import { hasDisplay } from './has-display';

/** The part of ContentsHost that is used here. */
interface ClosablePage {
  keepAsking(): void;
  on(event: 'windowClosing', listener: (question: { keepOpen(): void }) => void): unknown;
}

export function watchClosing(window: ObservedEmitter, page: ClosablePage, mayClose: () => boolean): void {
  if (!hasDisplay()) return; // nobody else closes it
  whenHeard(window, 'close', () => page.keepAsking());
  page.on('windowClosing', (question) => {
    if (!mayClose()) question.keepOpen();
  });
}
