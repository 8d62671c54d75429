/** The WebRequest class (docs/api/web-request.md). */
import { invalidArgType, validateFunction, validateOneOf } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { requireLibrary, type LIBRARY } from '../internals';
import {
  EVENTS,
  type BlockingEvent,
  type BlockingResponses,
  type ElectronEventName,
  type EventDetails,
  type EventName,
} from '../web-request/events';
import { EVERYTHING, parseFilter, type Filter } from '../web-request/filter';
import type { Listener, ListenerTable } from '../web-request/listener-table';
import { WebRequestListeners } from '../web-request/web-request-listeners';

type Listen<E extends EventName> = (
  details: EventDetails[E],
  ...callback: E extends BlockingEvent ? [callback: (response: BlockingResponses[E]) => void] : []
) => void;
/** What on* and addListener take: a listener, or a filter and a listener. */
type Arguments = [filterOrListener: unknown, listener?: unknown];

export class WebRequest implements Pick<Electron.WebRequest, ElectronEventName> {
  readonly #table: ListenerTable;

  constructor(key: typeof LIBRARY, context: BrowserContext) {
    requireLibrary(key);
    this.#table = new WebRequestListeners(context).table;
  }

  onBeforeRequest(...args: Arguments): void {
    this.#set('onBeforeRequest', args);
  }

  onBeforeSendHeaders(...args: Arguments): void {
    this.#set('onBeforeSendHeaders', args);
  }

  onSendHeaders(...args: Arguments): void {
    this.#set('onSendHeaders', args);
  }

  onHeadersReceived(...args: Arguments): void {
    this.#set('onHeadersReceived', args);
  }

  /** Addition: reads and replaces bodies of responses. */
  onResponseBody(listener: Listen<'onResponseBody'> | null): void;
  onResponseBody(filter: Electron.WebRequestFilter, listener: Listen<'onResponseBody'> | null): void;
  onResponseBody(...args: Arguments): void {
    this.#set('onResponseBody', args);
  }

  onResponseStarted(...args: Arguments): void {
    this.#set('onResponseStarted', args);
  }

  onBeforeRedirect(...args: Arguments): void {
    this.#set('onBeforeRedirect', args);
  }

  onCompleted(...args: Arguments): void {
    this.#set('onCompleted', args);
  }

  onErrorOccurred(...args: Arguments): void {
    this.#set('onErrorOccurred', args);
  }

  /** Addition: a further listener, called behind those that are there. Throws TypeError for bad arguments. */
  addListener<E extends EventName>(event: E, listener: Listen<E>): void;
  addListener<E extends EventName>(event: E, filter: Electron.WebRequestFilter, listener: Listen<E>): void;
  addListener(event: EventName, ...args: Arguments): void {
    const { filter, listener } = parseArguments(args);
    validateFunction(listener, 'listener');
    this.#table.add(parseEvent(event), filter, listener);
  }

  /** Addition: takes back what addListener added; the latest if it was added twice. */
  removeListener<E extends EventName>(event: E, listener: (details: EventDetails[E], callback: never) => void): void;
  removeListener(event: EventName, listener: unknown): void {
    validateFunction(listener, 'listener');
    this.#table.remove(parseEvent(event), listener as Listener);
  }

  #set(event: EventName, args: Arguments): void {
    const { filter, listener } = parseArguments(args);
    this.#table.set(event, filter, listener);
  }
}

function parseEvent(event: unknown): EventName {
  validateOneOf(event, 'event', EVENTS);
  return event;
}

function parseArguments(args: Arguments): { filter: Filter; listener: Listener | null } {
  const hasFilter = args.length > 1 || (typeof args[0] === 'object' && args[0] !== null);
  const listener = hasFilter ? args[1] : args[0];
  if (listener !== null && typeof listener !== 'function') {
    throw invalidArgType('listener', 'a function, or null to remove it', listener);
  }
  return { filter: hasFilter ? parseFilter(args[0]) : EVERYTHING, listener: listener as Listener | null };
}
