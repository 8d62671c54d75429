/**
 * Public emitters whose listeners the library counts. It listens to no event of theirs: an app would see such a listener, and
 * removeAllListeners() would take it away.
 */
import { EventEmitter } from 'node:events';
import { warnIfUnsupported, type PartlySilent } from './unsupported-events';

type EventName = string | symbol;
type Listener = Parameters<EventEmitter['on']>[1];

type Observer = (event: EventName | undefined) => void;

const observers = new WeakMap<EventEmitter, Observer[]>();

export class ObservedEmitter extends EventEmitter {
  readonly #publicClass: PartlySilent | undefined;

  /** `publicClass`: one whose listeners are told of events that never come. */
  constructor(publicClass?: PartlySilent) {
    super();
    this.#publicClass = publicClass;
  }

  // once() and prependOnceListener() call on() and prependListener().
  override on(event: EventName, listener: Listener): this {
    super.on(event, listener);
    return this.#added(event);
  }

  override addListener(event: EventName, listener: Listener): this {
    return this.on(event, listener);
  }

  override prependListener(event: EventName, listener: Listener): this {
    super.prependListener(event, listener);
    return this.#added(event);
  }

  override removeListener(event: EventName, listener: Listener): this {
    super.removeListener(event, listener);
    return this.#changed(event);
  }

  override off(event: EventName, listener: Listener): this {
    return this.removeListener(event, listener);
  }

  override removeAllListeners(event?: EventName): this {
    if (event === undefined) super.removeAllListeners();
    else super.removeAllListeners(event);
    return this.#changed(event);
  }

  #added(event: EventName): this {
    if (this.#publicClass !== undefined) warnIfUnsupported(this.#publicClass, event);
    return this.#changed(event);
  }

  #changed(event: EventName | undefined): this {
    for (const observer of observers.get(this) ?? []) observer(event);
    return this;
  }
}

/** Calls back when listeners were added or removed: of one event, or (undefined) of all. */
export function observeListeners(emitter: ObservedEmitter, observer: Observer): void {
  observers.set(emitter, [...(observers.get(emitter) ?? []), observer]);
}

/** Calls back while `event` has a listener: at once, and after every change of the emitter's listeners. */
export function whenHeard(emitter: ObservedEmitter, event: EventName, callback: () => void): void {
  const check = (): void => {
    if (emitter.listenerCount(event) > 0) callback();
  };
  observeListeners(emitter, check);
  check();
}
