/** Whose request it is: pages say here how their frames are found, for whoever tells an app about requests. */
import { perBrowser } from '../browser-process/per-browser';

/** A frame as the app knows it. */
export interface FrameIdentity {
  webContents: Electron.WebContents;
  frame: Electron.WebFrameMain;
}

/** By Chromium's frame id; null if the frame is none of this page. */
export type FrameFinder = (frameId: string) => FrameIdentity | null;

export class FrameRegistry {
  readonly #finders = new Set<FrameFinder>();

  /** The one of a browser. */
  static readonly of = perBrowser(() => new FrameRegistry());

  /** Returns a function that takes it back. */
  register(finder: FrameFinder): () => void {
    this.#finders.add(finder);
    return () => this.#finders.delete(finder);
  }

  /** Null for requests of no page: service workers, shared workers, the main process. */
  find(frameId: string): FrameIdentity | null {
    for (const finder of this.#finders) {
      const identity = finder(frameId);
      if (identity) return identity;
    }
    return null;
  }
}
