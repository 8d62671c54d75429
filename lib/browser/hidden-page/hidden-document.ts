/** The document of a hidden page, from its opening until its renderer dies or it is closed. */
import type { CDPSession } from '../devtools/connection';
import { TargetGoneError, type TargetLoss } from '../devtools/errors';
import { evaluate } from '../devtools/evaluate';

export class HiddenDocument {
  readonly targetId: string;
  /** Of its own: no subsystem sets it up, and none receives its events. */
  readonly session: CDPSession;
  /** Never resolves; rejects with TargetGoneError when the document is gone. */
  readonly gone: Promise<never>;

  constructor(targetId: string, session: CDPSession) {
    this.targetId = targetId;
    this.session = session;
    this.gone = new Promise((_, reject) => {
      session.onLost((loss) => reject(new TargetGoneError('Target.attachToTarget', loss)));
    });
    this.gone.catch(() => undefined); // whoever waits for something of the document is told
  }

  /** Calls `listener` when the renderer has died, or the page or its browser has ended. */
  onGone(listener: (loss: TargetLoss) => void): void {
    this.session.onLost(listener);
  }

  /** Resolves when the document and its scripts are loaded. Rejects with Error if Chromium cannot load it. */
  async load(url: string): Promise<void> {
    const { session, targetId } = this;
    const loaded = new Set<string>();
    let wake = (): void => undefined;
    session.on('Page.lifecycleEvent', ({ name, frameId, loaderId }) => {
      if (name === 'load' && frameId === targetId) loaded.add(loaderId);
      wake();
    });
    // Not the event of the Page domain: that of the blank page before may come last, and does not say whose it is.
    await session.send('Page.enable');
    await session.send('Page.setLifecycleEventsEnabled', { enabled: true });
    const { loaderId, errorText } = await session.send('Page.navigate', { url });
    if (loaderId === undefined || errorText) throw new Error(`${url} cannot be loaded: ${errorText ?? 'no document'}`);
    while (!loaded.has(loaderId)) {
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), this.gone]);
    }
    session.post('Page.setLifecycleEventsEnabled', { enabled: false });
  }

  /** The value of an expression; a promise is waited for. Rejects with Error if it throws, and if the document is gone. */
  evaluate<T>(expression: string): Promise<T> {
    return evaluate<T>(this.session, expression);
  }
}
