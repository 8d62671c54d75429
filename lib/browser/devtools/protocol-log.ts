/**
 * The DevTools messages of one browser in the log: commands as they are sent, replies with the time since then, events.
 * It holds what JavaScript sends and receives: the shell answers some requests itself and drops events that are not read.
 */
import { log } from '../log/log';
import { cleanURL, withoutSecrets } from '../log/redact';

/** Characters of an id that distinguish it from others. */
const ID_LENGTH = 8;

interface Call {
  method: string;
  sessionId: string | null;
}

export class ProtocolLog {
  readonly #write: (text: string) => void;
  /** Type and id of each attached target, by session id. */
  readonly #targets = new Map<string, string>();
  /** When each pending command was sent, in milliseconds. */
  readonly #sent = new Map<number, number>();

  private constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Null if the log has no protocol. `label` is asked for each line. */
  static start(label: () => string): ProtocolLog | null {
    const { protocol } = log;
    return protocol && new ProtocolLog((text) => protocol(label(), text));
  }

  sent(id: number, { method, sessionId }: Call, params: object | undefined): void {
    this.#sent.set(id, performance.now());
    this.#write(`send ${id} ${this.#target(sessionId)} ${method} ${withoutSecrets(params ?? {}, method)}`);
  }

  /** Without `call`, Chromium answers a command that was given up. */
  replied(id: number, call: Call | undefined, { result, error }: Valence.ProtocolMessage): void {
    const outcome = error
      ? `refused ${error.code} ${cleanURL(error.message)}`
      : withoutSecrets(result ?? {}, call?.method ?? '');
    this.#end('reply', id, call, outcome);
  }

  /** The command gets no reply. */
  gaveUp(id: number, call: Call, reason: string): void {
    this.#end('no-reply', id, call, reason);
  }

  event(method: string, { params = {}, sessionId, matchedRules }: Valence.ProtocolMessage): void {
    if (method === 'Target.attachedToTarget') this.#onAttached(params);
    const rules = matchedRules?.length ? ` rules=${matchedRules.join()}` : '';
    this.#write(`event ${this.#target(sessionId ?? null)} ${method}${rules} ${withoutSecrets(params, method)}`);
    if (method === 'Target.detachedFromTarget') this.#targets.delete(String(params['sessionId']));
  }

  #end(kind: string, id: number, call: Call | undefined, outcome: string): void {
    const elapsed = performance.now() - (this.#sent.get(id) ?? performance.now());
    this.#sent.delete(id);
    const { method, sessionId } = call ?? { method: 'unknown', sessionId: null };
    this.#write(`${kind} ${id} ${this.#target(sessionId)} ${method} ${elapsed.toFixed(1)}ms ${outcome}`);
  }

  #onAttached({ sessionId, targetInfo }: Record<string, unknown>): void {
    const { type, targetId } = targetInfo as { type: string; targetId: string };
    this.#targets.set(String(sessionId), `${type}:${targetId.slice(0, ID_LENGTH)}`);
  }

  /** `page:1A2B3C4D/5E6F7A8B`: the type, the target's id and the session's. */
  #target(sessionId: string | null): string {
    if (sessionId === null) return 'browser';
    return `${this.#targets.get(sessionId) ?? 'unknown'}/${sessionId.slice(0, ID_LENGTH)}`;
  }
}
