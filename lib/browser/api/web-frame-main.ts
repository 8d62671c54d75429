/** The webFrameMain module and the WebFrameMain class (docs/api/web-frame-main.md). */
import { EventEmitter } from 'node:events';
import { validateNumber, validateString } from '../../common/validators';
import { validatePostMessage, type PostMessageArguments } from '../ipc/message-ports';
import { requireLibrary, type LIBRARY } from '../internals';
import { ContentsHost, contentsHosts } from '../web-contents/contents-host';
import { evaluateInFrame } from '../web-contents/evaluate';
import type { Frame } from '../web-contents/frame';
import { PageTargets } from '../web-contents/page-targets';
import { textOfRejection } from '../web-contents/script-result';
import { IpcMain } from './ipc-main';

const GONE = 'Render frame was disposed before WebFrameMain could be accessed';

/** The class lacks what stock Chromium cannot tell (docs/limits.md). */
type Members = Exclude<keyof Electron.WebFrameMain, keyof NodeJS.EventEmitter | 'osProcessId' | 'visibilityState'>;

export class WebFrameMain extends EventEmitter implements Pick<Electron.WebFrameMain, Members> {
  readonly #frame: () => Frame | null;
  readonly #host: ContentsHost;
  readonly #ipc = new IpcMain();

  /** `frame` gives null while no document can exist. */
  constructor(key: typeof LIBRARY, host: ContentsHost, frame: () => Frame | null) {
    super();
    requireLibrary(key);
    this.#host = host;
    this.#frame = frame;
    contentsHosts.set(this, host);
  }

  get #live(): Frame {
    const frame = this.#frame();
    if (!frame || frame.detached) throw new Error(GONE);
    return frame;
  }

  /** A window whose page is not open yet has a blank document, as in Electron. */
  get #document(): Pick<Frame, 'url' | 'origin' | 'name'> {
    return this.#host.pages.isNew ? { url: '', origin: 'null', name: '' } : this.#live;
  }

  get ipc(): Electron.IpcMain {
    return this.#ipc;
  }

  /** Empty until the window has been told to load something. */
  get url(): string {
    const { url } = this.#document;
    return PageTargets.isBlank(url) ? '' : url;
  }

  get origin(): string {
    return this.#document.origin;
  }

  get name(): string {
    return this.#document.name;
  }

  get routingId(): number {
    return this.#live.routingId;
  }

  get processId(): number {
    return this.#live.processId;
  }

  get frameTreeNodeId(): number {
    return this.#live.routingId;
  }

  get parent(): Electron.WebFrameMain | null {
    const { parent } = this.#live;
    return parent && this.#host.webFrame(parent);
  }

  get top(): Electron.WebFrameMain | null {
    return this.#host.webFrame(this.#live.top);
  }

  get frames(): Electron.WebFrameMain[] {
    return [...this.#live.children].map((child) => this.#host.webFrame(child));
  }

  get framesInSubtree(): Electron.WebFrameMain[] {
    return [...this.#live.subtree()].map((frame) => this.#host.webFrame(frame));
  }

  /** Rejects with the text of what was thrown, and with Error if the frame goes away. */
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    validateString(code, 'code');
    // Values pass Chromium's base::Value in Electron, which has no undefined.
    return (await evaluateInFrame(this.#live, code, userGesture, textOfRejection)) ?? null;
  }

  reload(): boolean {
    const frame = this.#frame();
    if (!frame || frame.detached) return false;
    void this.executeJavaScript('location.reload()').catch(() => undefined); // the document is on its way out
    return true;
  }

  send(channel: string, ...args: unknown[]): void {
    validateString(channel, 'channel');
    this.#host.channel.send(this.#live, channel, args);
  }

  /** Throws Error for a message that cannot be cloned, TypeError for a transfer list that is none. */
  postMessage(...args: PostMessageArguments): void {
    validatePostMessage(args);
    const [channel, message, transfer] = args;
    this.#host.channel.post(this.#live, channel, message, transfer);
  }
}

export const webFrameMain = {
  /** The frame with these ids, or undefined. Throws TypeError for anything but numbers. */
  fromId(processId: number, routingId: number): Electron.WebFrameMain | undefined {
    for (const [name, value] of Object.entries({ processId, routingId })) {
      validateNumber(value, name);
    }
    for (const host of ContentsHost.all()) {
      for (const frame of host.pages.live?.frames.main.subtree() ?? []) {
        if (frame.processId === processId && frame.routingId === routingId) return host.webFrame(frame);
      }
    }
    return undefined;
  },
};
