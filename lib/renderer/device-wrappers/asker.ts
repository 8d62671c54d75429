/** This document's questions to the main process: a DevTools binding out, a function that is called back in. */
import type { DeviceAnswer, DeviceIdentity, DeviceNews, DeviceRequest } from '../../common/device-messages';

type Question = DeviceRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

/** How long Chromium may take to follow what the app has decided, in milliseconds; it takes tens. */
const PATIENCE = 3000;
const POLL = 5;

export class Asker {
  readonly #send: (payload: string) => void;
  readonly #secret: string;
  readonly #pending = new Map<number, (devices: DeviceIdentity[] | null) => void>();
  readonly #onNews: (news: DeviceNews) => void;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #lastId = 0;

  constructor(send: (payload: string) => void, secret: string, onNews: (news: DeviceNews) => void) {
    this.#onNews = onNews;
    this.#send = send;
    this.#secret = secret;
    const { setTimeout } = globalThis;
    this.#wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Resolves with what the page may have; null: refused. */
  ask(question: Question): Promise<DeviceIdentity[] | null> {
    const id = ++this.#lastId;
    if (id === 1) {
      // The main process takes it away with the first answer.
      const receive = (message: DeviceAnswer | DeviceNews): void => {
        if ('news' in message) this.#onNews(message);
        else this.#onAnswer(message);
      };
      Object.defineProperty(globalThis, this.#secret, { value: receive, configurable: true });
    }
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#send(JSON.stringify({ ...question, id }));
    });
  }

  #onAnswer({ id, devices }: DeviceAnswer): void {
    this.#pending.get(id)?.(devices);
    this.#pending.delete(id);
  }

  /** Asks `find` until it finds `count`, or what there is when Chromium takes too long. */
  async until<T>(find: () => Promise<T[]>, count: number): Promise<T[]> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const found = await find();
      if (found.length >= count || performance.now() > deadline) return found;
      await this.#wait(POLL);
    }
  }
}
