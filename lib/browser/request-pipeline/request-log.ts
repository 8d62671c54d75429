/** Requests that Chromium holds, and what becomes of them, in the log. */
import type { LogWriter } from '../log/log';
import { cleanURL } from '../log/redact';
import { isResponseStage, type PausedRequest, type Verdict } from './verdict';

/** Logs one decision: what is decided, and after that the verdict. */
export class Decision {
  readonly #write: LogWriter;
  readonly #label: string;
  readonly #id: string;
  readonly #start = performance.now();
  /** Handlers that had an opinion. */
  readonly #deciders: string[] = [];

  constructor(write: LogWriter, label: string, paused: PausedRequest) {
    this.#write = write;
    this.#label = label;
    this.#id = paused.networkId ?? paused.requestId;
    write(label, `paused ${this.#id} ${describeRequest(paused)}`);
  }

  /** `handler`: "webRequest" */
  add(handler: string): void {
    this.#deciders.push(handler);
  }

  end(verdict: Verdict): void {
    const elapsed = (performance.now() - this.#start).toFixed(1);
    const by = this.#deciders.length > 0 ? ` by=${this.#deciders.join()}` : '';
    this.#write(this.#label, `verdict ${this.#id} ${describeVerdict(verdict)}${by} after=${elapsed}ms`);
  }
}

function describeRequest(paused: PausedRequest): string {
  const { request, resourceType, frameId, responseStatusCode, responseErrorReason, matchedRules = [] } = paused;
  const stage = isResponseStage(paused) ? `response=${responseErrorReason ?? responseStatusCode}` : 'request';
  const rules = matchedRules.join();
  return `${request.method} ${cleanURL(request.url)} ${stage} type=${resourceType} frame=${frameId} rules=${rules}`;
}

/** Without bodies and headers. */
function describeVerdict(verdict: Verdict): string {
  switch (verdict?.kind) {
    case undefined:
      return 'continue';
    case 'taken':
      return 'taken';
    case 'fail':
      return `fail ${verdict.errorReason}`;
    case 'fulfill':
      return `fulfill ${verdict.responseCode} body=${verdict.body?.length ?? 0}`;
    case 'continue-response':
      return `continue-response ${verdict.responseCode}`;
    case 'continue':
      return `continue changed=${Object.keys(verdict)
        .filter((name) => name !== 'kind')
        .join()}${verdict.url === undefined ? '' : ` url=${cleanURL(verdict.url)}`}`;
  }
}
