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

/** The part of ContentsHost that tells how a page answers. */
interface AskedHost {
  on(event: 'destroyed' | 'stayed', listener: () => void): unknown;
  off(event: 'destroyed' | 'stayed', listener: () => void): unknown;
}

/** Runs beforeunload; false if the page stays. `giveUp` ends a page that cannot be asked. */
export function closePage(host: AskedHost, page: { close(): Promise<unknown> }, giveUp: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (closed: boolean) => (): void => {
      host.off('stayed', stayed);
      host.off('destroyed', gone);
      resolve(closed);
    };
    const [stayed, gone] = [settle(false), settle(true)];
    host.on('stayed', stayed);
    host.on('destroyed', gone);
    page.close().catch(giveUp);
  });
}
