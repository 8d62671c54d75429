/** The WebFrameMain class (docs/api/web-frame-main.md). */
import { EventEmitter } from 'node:events';
import { evaluate } from './evaluate';
import type { Frame } from './frame';
import type { FrameChannel } from './frame-channel';

/** The WebContents of a frame. */
export interface FrameOwner {
  webFrame(frame: Frame): WebFrameMain;
}

const GONE = 'Render frame was disposed before WebFrameMain could be accessed';

/** Frames are given as this class: it lacks what stock Chromium cannot tell (docs/limits.md). */
type Members = Exclude<
  keyof Electron.WebFrameMain,
  | keyof NodeJS.EventEmitter
  | 'frames'
  | 'framesInSubtree'
  | 'osProcessId'
  | 'parent'
  | 'postMessage'
  | 'top'
  | 'visibilityState'
>;

export class WebFrameMain extends EventEmitter implements Pick<Electron.WebFrameMain, Members> {
  readonly #frame: () => Frame | null;
  readonly #channel: FrameChannel;
  readonly #contents: FrameOwner;
  readonly ipc: Electron.IpcMain;

  /** its owner only. `frame` gives null while no document can exist. */
  constructor(contents: FrameOwner, frame: () => Frame | null, channel: FrameChannel, ipc: Electron.IpcMain) {
    super();
    this.#contents = contents;
    this.#frame = frame;
    this.#channel = channel;
    this.ipc = ipc;
  }

  get #live(): Frame {
    const frame = this.#frame();
    if (!frame || frame.detached) throw new Error(GONE);
    return frame;
  }

  /** Subsystems only. */
  static ownerOf(frame: WebFrameMain): FrameOwner {
    return frame.#contents;
  }

  get url(): string {
    return this.#live.url;
  }

  get origin(): string {
    return this.#live.origin;
  }

  get name(): string {
    return this.#live.name;
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

  get parent(): WebFrameMain | null {
    const { parent } = this.#live;
    return parent && this.#contents.webFrame(parent);
  }

  get top(): WebFrameMain | null {
    return this.#contents.webFrame(this.#live.top);
  }

  get frames(): WebFrameMain[] {
    return [...this.#live.children].map((child) => this.#contents.webFrame(child));
  }

  get framesInSubtree(): WebFrameMain[] {
    return [...this.#live.subtree()].map((frame) => this.#contents.webFrame(frame));
  }

  /** Rejects with Error if the frame goes away. */
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    if (typeof code !== 'string') throw new TypeError(`code must be a string, got ${typeof code}`);
    const frame = this.#live;
    const contextId = frame.mainWorld ?? (await frame.scriptContext());
    return evaluate(frame.session, { code, userGesture, ...(contextId === undefined ? {} : { contextId }) });
  }

  reload(): boolean {
    const frame = this.#frame();
    if (!frame || frame.detached) return false;
    void this.executeJavaScript('location.reload()').catch(() => undefined); // the document is on its way out
    return true;
  }

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError(`channel must be a string, got ${typeof channel}`);
    this.#channel.send(this.#live, channel, args);
  }
}
