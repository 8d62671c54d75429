/** This document's questions to the main process: a DevTools binding out, a function that is called back in. */
import type { AnswerMessage, ChannelConfig, NewsMessage, Topic } from '../../common/channel-messages';

export class Asker {
  readonly #send: (payload: string) => void;
  readonly #secret: string;
  readonly #pending = new Map<number, (answer: unknown) => void>();
  readonly #listeners = new Map<Topic, (news: unknown) => void>();
  #lastId = 0;

  private constructor(send: (payload: string) => void, secret: string) {
    this.#send = send;
    this.#secret = secret;
  }

  /** Takes the binding, which no other script finds after this. Null in frames that Chromium gives none. */
  static take({ binding, secret }: ChannelConfig): Asker | null {
    const globals = globalThis as unknown as Record<string, ((payload: string) => void) | undefined>;
    const send = globals[binding];
    delete globals[binding];
    return send ? new Asker(send, secret) : null;
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

  /** What the document is told without a question. One listener for each topic. */
  onNews(topic: Topic, listener: (news: unknown) => void): void {
    this.#listeners.set(topic, listener);
  }

  /** The main process takes it away with the first question. */
  #leaveReceiver(): void {
    const receive = (message: AnswerMessage | NewsMessage): void => {
      if ('topic' in message) this.#listeners.get(message.topic)?.(message.news);
      else this.#onAnswer(message);
    };
    Object.defineProperty(globalThis, this.#secret, { value: receive, configurable: true });
  }

  #onAnswer({ ids, answer }: AnswerMessage): void {
    for (const id of ids) {
      this.#pending.get(id)?.(answer);
      this.#pending.delete(id);
    }
  }
}
