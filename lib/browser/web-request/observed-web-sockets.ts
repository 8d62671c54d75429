/** The events of WebSockets that observers hear, made of what Chromium's Network domain tells. */
import type Protocol from 'devtools-protocol';
import type { ActivityListeners, ActivitySource } from '../request-pipeline/network-activity';
import { responseHeadersOf } from './headers';
import type { Emit } from './emit';
import type { RequestRecord } from './request-record';
import type { RequestRecords } from './request-records';
import { statusLineOf } from './status-line';

interface Socket {
  readonly record: RequestRecord;
  readonly target: ActivitySource;
  /** The gate asks about it, and tells why it fails. */
  claimed: boolean;
  error: string | null;
  closed: boolean;
}

export class ObservedWebSockets {
  readonly #records: RequestRecords;
  readonly #emit: Emit;
  readonly #untilDelivered: () => Promise<unknown>;
  /** Until the handshake has ended, by network id. */
  readonly #sockets = new Map<string, Socket>();
  readonly listeners: ActivityListeners;

  /** `untilDelivered` resolves when Chromium has delivered what it had to tell. */
  constructor(records: RequestRecords, emit: Emit, untilDelivered: () => Promise<unknown>) {
    this.#untilDelivered = untilDelivered;
    this.#records = records;
    this.#emit = emit;
    this.listeners = {
      'Network.webSocketCreated': ({ requestId, url }, target) => this.#onCreated(requestId, url, target),
      'Network.webSocketWillSendHandshakeRequest': (event) => this.#onSent(event),
      'Network.webSocketHandshakeResponseReceived': (event) => this.#onResponse(event),
      'Network.webSocketClosed': ({ requestId }) => this.#onClosed(requestId),
      'detached': (target) => {
        for (const [id, socket] of this.#sockets) if (socket.target === target) this.#onFailed(id, 'net::ERR_ABORTED');
      },
    };
  }

  /**
   * The record of a WebSocket that the gate asks about: the oldest with this URL in this page that it has not asked about.
   * The page may be slower to tell of it than the gate.
   */
  async claim(url: string, page: string | null, observing: boolean): Promise<RequestRecord> {
    const known = this.#claim(url, page);
    if (known || !observing) return known ?? this.#records.webSocket(url, page ?? '');
    await this.#untilDelivered();
    return this.#claim(url, page) ?? this.#records.webSocket(url, page ?? '');
  }

  #claim(url: string, page: string | null): RequestRecord | null {
    for (const socket of this.#sockets.values()) {
      if (socket.claimed || socket.record.url !== url || (page !== null && pageOf(socket.target) !== page)) continue;
      socket.claimed = true;
      return socket.record;
    }
    return null;
  }

  failed(record: RequestRecord, error: string): void {
    for (const [requestId, socket] of this.#sockets) {
      if (socket.record !== record) continue;
      socket.error = error;
      if (socket.closed) this.#onFailed(requestId, error);
    }
  }

  clear(): void {
    this.#sockets.clear();
  }

  #onCreated(requestId: string, url: string, target: ActivitySource): void {
    const frameId = target.type === 'worker' ? pageOf(target) : target.id;
    const record = this.#records.webSocket(url, frameId);
    this.#sockets.set(requestId, { record, target, claimed: false, error: null, closed: false });
  }

  #onSent({ requestId, wallTime, request }: Protocol.Network.WebSocketWillSendHandshakeRequestEvent): void {
    const socket = this.#sockets.get(requestId);
    if (socket) this.#emit('onSendHeaders', socket.record, wallTime * 1000, { requestHeaders: request.headers });
  }

  /** For Chromium's webRequest, too, a WebSocket is completed when it is open. */
  #onResponse({ requestId, response }: Protocol.Network.WebSocketHandshakeResponseReceivedEvent): void {
    const socket = this.#sockets.get(requestId);
    if (!socket) return;
    this.#sockets.delete(requestId);
    const { status, statusText, headers } = response;
    const details = {
      responseHeaders: responseHeadersOf(headers),
      fromCache: false,
      statusCode: status,
      statusLine: statusLineOf({ code: status, phrase: statusText }),
    };
    const now = Date.now();
    this.#emit('onResponseStarted', socket.record, now, details);
    this.#emit('onCompleted', socket.record, now, { ...details, error: 'net::ERR_WS_UPGRADE' });
  }

  /** DevTools does not tell why; the gate does, if it is up. */
  #onClosed(requestId: string): void {
    const socket = this.#sockets.get(requestId);
    if (!socket) return;
    socket.closed = true;
    if (socket.error !== null || !socket.claimed) this.#onFailed(requestId, socket.error ?? 'net::ERR_FAILED');
  }

  #onFailed(requestId: string, error: string): void {
    const socket = this.#sockets.get(requestId);
    if (!socket) return;
    this.#sockets.delete(requestId);
    this.#emit('onErrorOccurred', socket.record, Date.now(), { fromCache: false, error });
  }
}

/** Id of the page that a target belongs to. */
function pageOf({ type, id, parent }: ActivitySource): string {
  return type === 'page' || !parent ? id : pageOf(parent);
}
