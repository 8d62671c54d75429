/** Asks one listener of a blocking event. */
import { callApp, whenRejected } from '../app-calls';
import type { BlockingEvent } from './events';
import type { Entry } from './listener-table';
import { PARSERS, type Answers } from './responses';

/** The listener threw, or answered what is no answer and its callback has thrown the reason. The request fails. */
export const INVALID_RESPONSE = Symbol('mistake');

type Answer<E extends BlockingEvent> = Answers[E] | typeof INVALID_RESPONSE;

/**
 * What the listener answered: at once, or when it calls back. What it throws before it has answered fails the request.
 * Nothing keeps a request in memory whose callback the listener has dropped.
 */
export function ask<E extends BlockingEvent>(
  event: E,
  { listener }: Entry,
  details: object,
): Answer<E> | Promise<Answer<E>> {
  const call = new ListenerCall(event);
  const callback = (response?: unknown): void => call.callBack(response);
  const returned: unknown = callApp(listener, [details, callback], () => call.fail());
  // An async listener that fails has no other way to say so: its request must not wait.
  whenRejected(returned, () => call.fail());
  return call.answer ?? new Promise((resolve) => (call.onAnswer = resolve));
}

class ListenerCall<E extends BlockingEvent> {
  answer: Answer<E> | null = null;
  onAnswer: ((answer: Answer<E>) => void) | null = null;
  readonly #event: E;

  constructor(event: E) {
    this.#event = event;
  }

  /** Unless it has been answered. */
  fail(): void {
    if (this.answer !== null) return;
    this.answer = INVALID_RESPONSE;
    this.onAnswer?.(INVALID_RESPONSE);
  }

  callBack(response: unknown): void {
    if (this.answer !== null) throw new Error(`The callback of ${this.#event} was called twice for one request`);
    try {
      this.answer = PARSERS[this.#event](response);
    } catch (error) {
      this.answer = INVALID_RESPONSE;
      throw error;
    } finally {
      if (this.answer !== null) this.onAnswer?.(this.answer);
    }
  }
}
