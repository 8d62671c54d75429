/**
 * One document that asks the main process. A question carries an id and is answered once; when the document is gone its
 * questions are canceled, and what is sent later goes nowhere.
 */
import type { AnswerMessage, ChannelConfig, Keyed, NewsMessage, Topic } from '../../common/channel-messages';
import { DocumentChecks } from './document-checks';
import type { DocumentContext } from './document-context';
import { DocumentReceiver } from './document-receiver';

/** The part of a Question that is used here. */
interface Cancelable {
  cancel(): void;
}

export class DocumentChannel {
  readonly checks: DocumentChecks;
  readonly #receiver: DocumentReceiver;
  readonly #key: string;
  readonly #pending = new Map<number, { question: Cancelable; settled: () => void }>();
  readonly #refused: number[] = [];
  readonly #onGone: (() => void)[] = [];
  #gone = false;

  /** Call with the first question: the wrappers have left their receiver by then. */
  constructor(context: DocumentContext, { secret, key }: ChannelConfig) {
    this.#key = key;
    this.checks = new DocumentChecks(context);
    this.#receiver = new DocumentReceiver(context, { secret, silent: true });
    void this.#receiver.take();
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Calls back when the document is gone; at once if it is. */
  onGone(listener: () => void): void {
    if (this.#gone) listener();
    else this.#onGone.push(listener);
  }

  /** Whether a question of this id waits for its answer. */
  isPending(id: number): boolean {
    return this.#pending.has(id);
  }

  /** A question waits from now on; `settled` is called once, with its answer or its end. */
  add(id: number, question: Cancelable, settled: () => void): void {
    this.#pending.set(id, { question, settled });
  }

  /** The answer to a pending question. Does nothing for any other. `userGesture`: it counts as one. */
  answer(id: number, answer: unknown, userGesture = false): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    pending.settled();
    this.#send({ ids: [id], answer }, userGesture);
  }

  /** The answer to a question that is refused before it was added: one message for all of a moment, because they come in floods. */
  refuse(id: number): void {
    if (this.#refused.push(id) > 1) return;
    setImmediate(() => this.#send({ ids: this.#refused.splice(0), answer: null }));
  }

  /** Tells the document something without a question. Resolves when it is on its way. */
  async tell(topic: Topic, news: unknown): Promise<void> {
    await this.#receiver.take();
    this.#send({ topic, news });
  }

  /** The same; resolves with what its listener returns, undefined if the document is gone. Its scripts may take their time. */
  request(topic: Topic, news: unknown): Promise<unknown> {
    const message: NewsMessage & Keyed = { topic, news, key: this.#key };
    return this.#gone ? Promise.resolve(undefined) : this.#receiver.request(message);
  }

  #send(message: AnswerMessage | NewsMessage, userGesture = false): void {
    if (!this.#gone) this.#receiver.send({ ...message, key: this.#key }, userGesture);
  }

  /** PageChannel only: the document is gone. */
  end(): void {
    if (this.#gone) return;
    this.#gone = true;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { question, settled } of pending) {
      settled();
      question.cancel();
    }
    for (const listener of this.#onGone.splice(0)) listener();
  }
}
