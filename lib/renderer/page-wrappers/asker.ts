/** This document's questions to the main process: a DevTools binding out, a function that is called back in. */
import type { AnswerMessage, ChannelConfig, Keyed, NewsMessage, Topic } from '../../common/channel-messages';
import { bare, jsonStringify, setProperty } from './natives';

export class Asker {
  readonly #send: (payload: string) => void;
  readonly #config: ChannelConfig;
  readonly #decisions = bare<Record<number, (answer: unknown) => void>>();
  readonly #pending = new Map<number, (answer: unknown) => void>();
  readonly #listeners = new Map<Topic, (news: unknown) => unknown>();
  #lastId = 0;

  private constructor(send: (payload: string) => void, config: ChannelConfig) {
    this.#send = send;
    this.#config = config;
  }

  /** Takes the binding, which no other script finds after this. Null in frames that Chromium gives none. */
  static take(config: ChannelConfig): Asker | null {
    const globals = globalThis as unknown as Record<string, ((payload: string) => void) | undefined>;
    const send = globals[config.binding];
    delete globals[config.binding];
    return send ? new Asker(send, config) : null;
  }

  /** Resolves with what the main process answers; null: refused. Stays pending if the document goes away. */
  ask(topic: Topic, question: object): Promise<unknown> {
    const id = ++this.#lastId;
    if (id === 1) this.#leaveReceiver();
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#send(JSON.stringify({ ...question, topic, id }));
    });
  }

  /**
   * The same where nobody but the wrapper enforces the answer: nothing on the way, there and back, is anything that a script of the
   * page can replace. `decide` is called with the answer.
   */
  askSafely(topic: Topic, question: object, decide: (answer: unknown) => void): void {
    const id = ++this.#lastId;
    if (id === 1) this.#leaveReceiver();
    this.#decisions[id] = decide;
    this.#send(jsonStringify(bare({ ...question, topic, id, proof: this.#config.key })));
  }

  /** What the document is told without a question. One listener for each topic; what it returns may be waited for. */
  onNews(topic: Topic, listener: (news: unknown) => unknown): void {
    this.#listeners.set(topic, listener);
  }

  /** The main process takes it away with the first question. */
  #leaveReceiver(): void {
    const { key, secret } = this.#config;
    const receive = (message: (AnswerMessage | NewsMessage) & Keyed): unknown => {
      // A script of the page may have found this function in the moment before it was taken away.
      if (message.key !== key) return undefined;
      if ('topic' in message) return this.#listeners.get(message.topic)?.(message.news);
      this.#onAnswer(message);
      return undefined;
    };
    setProperty(globalThis, secret, bare({ value: receive, configurable: true }));
  }

  #onAnswer({ ids, answer }: AnswerMessage): void {
    // No for-of: the page may have replaced what that calls.
    for (let i = 0; i < ids.length; ++i) {
      const id = ids[i]!;
      const decide = this.#decisions[id];
      delete this.#decisions[id];
      if (decide) decide(answer);
      else {
        this.#pending.get(id)?.(answer);
        this.#pending.delete(id);
      }
    }
  }
}
