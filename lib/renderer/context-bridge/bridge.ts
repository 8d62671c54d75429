/** The context bridge of one frame as one of its worlds sees it. Both worlds run this same code. */
import { Decoder } from './decoder';
import { AttachmentIds, Encoder, messageOf, type Codec } from './encoder';
import { FunctionTable } from './function-table';
import type { Port, World } from './port';
import {
  consoleError,
  jsonParse,
  jsonStringify,
  reflectApply,
  safeSetTimeout,
  SafeError,
  SafeTypeError,
  stringStartsWith,
  type AnyFunction,
} from './primordials';
import { PromiseTable } from './promise-table';
import { SymbolTable } from './symbol-table';
import { DONE, PING, type HasReferences, type Reply, type Request, type WireValue } from './wire';

/** How a clone travels where the port cannot take it (stash.ts). */
export interface Stash {
  /** Throws if the value cannot be cloned or taken along. */
  put(id: number, value: unknown): void;
  take(id: number): unknown;
}

/** Defines an exposed API. Throws Error if the name is taken. */
export type Expose = (key: string, api: unknown) => void;

const UNREACHABLE =
  'The other side of the contextBridge does not answer: its document is gone, does not run scripts, or ran out of stack.';
/** How often what could not be sent is tried again, in milliseconds after the last try. */
const RETRIES = [0, 50, 200, 1000, 5000];

export class Bridge {
  readonly #port: Port;
  readonly #functions: FunctionTable;
  readonly #promises: PromiseTable;
  readonly #symbols = new SymbolTable();
  readonly #codec: Codec;
  readonly #stash: Stash;
  readonly #expose: Expose;
  readonly #attachmentIds = new AttachmentIds();
  /** Requests without an answer that the other world could not take yet: JSON texts, separated by commas. */
  #queue = '';
  #queueStart = 0;
  #queueLength = 0;
  #retry = 0;
  /** How much of the other world's queue has been answered. */
  #answered = 0;
  #nesting = 0;

  constructor(port: Port, world: World, stash: Stash, expose: Expose) {
    this.#port = port;
    this.#stash = stash;
    this.#expose = expose;
    this.#functions = new FunctionTable(
      (id, args) => this.#call(id, args),
      (id) => this.#notify(`["release",${id}]`),
    );
    this.#promises = new PromiseTable(
      (id, fulfilled, value) => this.#settle(id, fulfilled, value),
      (id) => this.#notify(`["abandon",${id}]`),
    );
    this.#codec = {
      port,
      functions: this.#functions,
      promises: this.#promises,
      symbols: this.#symbols,
      stash: (id, value) => stash.put(id, value),
    };
    port.listen(world, (text) => this.#receive(text));
  }

  /** Whether the other world answers now. */
  get reachable(): boolean {
    return this.#send(PING) !== null;
  }

  /**
   * Gives the other world an API under a global name, if it cannot answer yet then as soon as it runs. Throws Error if the
   * name is taken there, and what encoding throws.
   */
  expose(key: string, api: unknown): void {
    const encoder = new Encoder(this.#codec, this.#attachmentIds);
    const value = encoder.encode(api, 0);
    const request = `["expose",${jsonStringify(key)},${value},${encoder.hasReferences}]`;
    const answer = this.#send(request);
    if (answer === null) this.#enqueue(request);
    else this.#read(answer);
  }

  /** Takes what the other world could not send, without its help. */
  drain(): void {
    const text = this.#port.peek();
    if (stringStartsWith(text, '["queue",')) this.#receive(text);
  }

  #call(id: number, args: unknown[]): unknown {
    const encoder = new Encoder(this.#codec, this.#attachmentIds);
    const list = encoder.encodeList(args);
    const answer = this.#send(`["call",${id},${list},${encoder.hasReferences}]`);
    if (answer === null) throw new SafeError(UNREACHABLE);
    return this.#read(answer);
  }

  #read(answer: string): unknown {
    const reply = jsonParse(answer) as Reply;
    if (reply[0] === '!') throw new SafeError(reply[1]);
    return this.#decoder(reply[2], false).decode(reply[1]);
  }

  #settle(id: number, fulfilled: boolean, value: unknown): void {
    let outcome = fulfilled ? 1 : 0;
    let text: string;
    let references: HasReferences = 0;
    try {
      const encoder = new Encoder(this.#codec, this.#attachmentIds);
      text = encoder.encode(value, 0);
      references = encoder.hasReferences;
    } catch (error) {
      outcome = 0;
      text = new Encoder(this.#codec, this.#attachmentIds).encode(new SafeError(messageOf(error)), 0);
    }
    this.#notify(`["settle",${id},${outcome},${text},${references}]`);
  }

  #decoder(hasReferences: HasReferences, frozen: boolean): Decoder {
    return new Decoder(
      {
        port: this.#port,
        functions: this.#functions,
        promises: this.#promises,
        symbols: this.#symbols,
        unstash: (id) => this.#stash.take(id),
      },
      hasReferences,
      frozen,
    );
  }

  /** Sends what needs no answer, now or as soon as the other world listens. */
  #notify(request: string): void {
    if (this.#send(request) === null) this.#enqueue(request);
  }

  /** Null if the other world does not listen. Keeps the order with what is queued. */
  #send(request: string): string | null {
    return this.#flush() ? this.#exchange(request) : null;
  }

  #exchange(request: string): string | null {
    this.#nesting++;
    try {
      return this.#port.exchange(request);
    } finally {
      this.#nesting--;
    }
  }

  #enqueue(request: string): void {
    this.#queue += (this.#queue && ',') + request;
    this.#queueLength++;
    this.#port.put(this.#queueRequest);
    if (this.#retry === 0) this.#scheduleRetry();
  }

  get #queueRequest(): string {
    return `["queue",${this.#queueStart},[${this.#queue}]]`;
  }

  #scheduleRetry(): void {
    const delay = RETRIES[this.#retry++];
    if (delay === undefined) {
      this.#clearQueue(); // a world that runs no scripts has nobody who waits
      return;
    }
    safeSetTimeout(() => {
      if (!this.#flush()) this.#scheduleRetry();
    }, delay);
  }

  /** True if nothing is queued any more. */
  #flush(): boolean {
    if (this.#queue === '') return true;
    if (this.#exchange(this.#queueRequest) === null) return false; // the text stays where drain() looks for it
    this.#clearQueue();
    return true;
  }

  #clearQueue(): void {
    this.#queueStart += this.#queueLength;
    this.#queueLength = 0;
    this.#queue = '';
    this.#retry = 0;
  }

  /** The answer to a text of the other world. Never throws. */
  #receive(text: string): string {
    this.#nesting++;
    try {
      return this.#answer(jsonParse(text) as Request);
    } catch (error) {
      return `["!",${jsonStringify(messageOf(error))}]`;
    } finally {
      if (--this.#nesting === 0) this.#port.dropUnclaimed();
    }
  }

  #answer(request: Request): string {
    if (request[0] === 'call') return this.#answerCall(request[1], request[2], request[3]);
    this.#accept(request);
    return DONE;
  }

  #accept(request: Exclude<Request, [kind: 'call', ...unknown[]]>): void {
    switch (request[0]) {
      case 'expose':
        this.#expose(request[1], this.#decoder(request[3], true).decode(request[2]));
        break;
      case 'settle': {
        const value = this.#decoder(request[4], false).decode(request[3]);
        this.#promises.settleStandIn(request[1], request[2] === 1, value);
        break;
      }
      case 'release':
        this.#functions.releaseOwn(request[1]);
        break;
      case 'abandon':
        this.#promises.forgetStandIn(request[1]);
        break;
      case 'queue':
        this.#answerQueue(request[1], request[2]);
        break;
      case 'ping':
        break;
    }
  }

  #answerCall(id: number, args: WireValue[], references: HasReferences): string {
    const fn: AnyFunction | undefined = this.#functions.own(id);
    if (!fn) throw new SafeTypeError('This function of the contextBridge has been released.');
    const result = reflectApply(fn, undefined, this.#decoder(references, false).decodeList(args));
    const encoder = new Encoder(this.#codec, this.#attachmentIds);
    const value = encoder.encode(result, 0);
    return `["=",${value},${encoder.hasReferences}]`;
  }

  #answerQueue(first: number, requests: Request[]): void {
    for (let index = 0; index < requests.length; index++) {
      if (first + index < this.#answered) continue;
      this.#answered = first + index + 1;
      try {
        this.#answer(requests[index] as Request);
      } catch (error) {
        consoleError(error); // nobody waits for the answer any more
      }
    }
  }
}
