/** The Chromium window around a page: its place, size and state. */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { WindowReports, type WindowChange } from './window-reports';

export class NativeWindow {
  readonly #browser: Browser;
  readonly #id: Promise<number>;

  constructor(browser: Browser, targetId: string) {
    this.#browser = browser;
    this.#id = browser.root.send('Browser.getWindowForTarget', { targetId }).then(({ windowId }) => windowId);
    this.#id.catch(() => undefined); // whoever uses it is told
  }

  /** It is on a display. */
  get isSeen(): boolean {
    return this.#browser.display !== undefined;
  }

  /** Size of the page itself in CSS pixels; Chromium's own bars come on top. */
  setContentSize(width: number, height: number): Promise<void> {
    return this.#send((windowId) => this.#browser.root.send('Browser.setContentsSize', { windowId, width, height }));
  }

  setPosition(left: number, top: number): Promise<void> {
    return this.#setBounds({ left, top });
  }

  /** Chromium goes from one state to another by way of the normal one only. */
  async setState(windowState: Protocol.Browser.WindowState): Promise<void> {
    const now = await this.state();
    if (now !== 'normal' && now !== windowState) await this.#setBounds({ windowState: 'normal' });
    if (windowState !== 'normal') await this.#setBounds({ windowState });
  }

  async state(): Promise<Protocol.Browser.WindowState> {
    const { bounds } = await this.#browser.root.send('Browser.getWindowBounds', { windowId: await this.#id });
    return bounds.windowState ?? 'normal';
  }

  /** Calls back when the user or the window manager has changed it. Without a display nobody does. */
  onChange(listener: (change: WindowChange) => void): void {
    if (!this.isSeen) return;
    this.#id.then(
      (id) => WindowReports.of(this.#browser).onChange(id, listener),
      () => undefined, // it is gone
    );
  }

  /** The same when it gets or loses the focus. */
  onFocus(listener: (hasFocus: boolean) => void): void {
    if (!this.isSeen) return;
    this.#id.then(
      (id) => WindowReports.of(this.#browser).onFocus(id, listener),
      () => undefined,
    );
  }

  /** It is gone. */
  end(): void {
    if (!this.isSeen) return;
    this.#id.then(
      (id) => WindowReports.of(this.#browser).forget(id),
      () => undefined,
    );
  }

  #setBounds(bounds: Protocol.Browser.Bounds): Promise<void> {
    return this.#send((windowId) => this.#browser.root.send('Browser.setWindowBounds', { windowId, bounds }));
  }

  async #send(command: (windowId: number) => Promise<unknown>): Promise<void> {
    await command(await this.#id);
  }
}
