/**
 * The way into one document: a function that one of our scripts has left there under a secret name. It is taken away once, and
 * called from then on. No other code reads or deletes that name.
 */
import type { DocumentContext } from './document-context';

/**
 * Above this length a message is quicker as part of the function's source than as an argument. Measured: 10 MB in 0.3 s
 * instead of 0.5 to 1 s; below it there is no difference.
 */
const LONG_MESSAGE = 2 ** 16;

export interface ReceiverOptions {
  /** Name of the global that the script has defined. */
  secret: string;
  /** The function is this member of the global; absent: it is the global itself. */
  member?: string;
  /** Whether errors that it throws are kept from the console of the page. */
  silent: boolean;
}

export class DocumentReceiver {
  readonly #context: DocumentContext;
  readonly #options: ReceiverOptions;
  #taken: Promise<void> | null = null;
  /** Messages that came before the function was at hand. */
  #waiting: [message: unknown, userGesture: boolean][] | null = [];
  #objectId: string | null = null;

  constructor(context: DocumentContext, options: ReceiverOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Call when the script has run: takes the function, and gives it what has been sent before. Never rejects. */
  take(): Promise<void> {
    return (this.#taken ??= this.#take());
  }

  /**
   * Delivers a JSON value, in order. Does nothing if the document is gone, or if there was no function to take. `userGesture`: as
   * if the user had just done something there.
   */
  send(message: unknown, userGesture = false): void {
    if (this.#waiting) {
      this.#waiting.push([message, userGesture]);
      return;
    }
    if (this.#objectId === null) return;
    const { silent } = this.#options;
    const { session } = this.#context;
    session.post('Runtime.callFunctionOn', { objectId: this.#objectId, silent, userGesture, ...callWith(message) });
  }

  /** Delivers a JSON value behind what was sent before, and resolves with what the function returns; undefined if the document is gone. */
  async request(message: unknown): Promise<unknown> {
    await this.take();
    if (this.#objectId === null) return undefined;
    const { silent } = this.#options;
    return this.#context.session
      .send('Runtime.callFunctionOn', {
        objectId: this.#objectId,
        silent,
        returnByValue: true,
        functionDeclaration: 'function(m){return this(m)}',
        arguments: [{ value: message }],
      })
      .then(
        ({ result }) => result.value as unknown,
        () => undefined, // the document is gone
      );
  }

  async #take(): Promise<void> {
    const { secret, member } = this.#options;
    const name = JSON.stringify(secret);
    const result = member === undefined ? 'taken' : `taken?.[${JSON.stringify(member)}]`;
    const expression = `(() => { const taken = globalThis[${name}]; delete globalThis[${name}]; return ${result}; })()`;
    this.#objectId = await this.#context.session
      .send('Runtime.evaluate', { expression, contextId: this.#context.id, silent: true })
      .then(({ result: { objectId } }) => objectId ?? null)
      .catch(() => null); // the document is gone
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const [message, userGesture] of waiting) this.send(message, userGesture);
  }
}

function callWith(message: unknown): { functionDeclaration: string; arguments?: { value: unknown }[] } {
  if (typeof message === 'string' && message.length >= LONG_MESSAGE) {
    return { functionDeclaration: `function(){this(${JSON.stringify(message)})}` };
  }
  return { functionDeclaration: 'function(m){this(m)}', arguments: [{ value: message }] };
}
