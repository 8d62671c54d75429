/**
 * The requests of one browser that are on their way. An id is a request's own over all of its events and redirects:
 * Chromium's number of the interception, doubled, or an odd number where the request was seen without being held.
 */
import type { Browser } from '../browser-process/browser';
import { headerOf } from '../http';
import { FrameRegistry } from '../request-pipeline/frame-registry';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import type { PausedRequest } from '../request-pipeline/verdict';
import { resourceTypeOf } from './resource-types';
import type { RequestRecord } from './request-record';

/** "interception-job-17.2" is the second redirect of request 17. */
const INTERCEPTION = /(\d+)\.(\d+)$/;

export class RequestRecords {
  readonly #browser: Browser;
  readonly #schemes: SchemeMap;
  readonly #firstId: number;
  readonly #observed = new Map<string, RequestRecord>();
  #lastOdd = -1;
  #lastId: number;

  /** `firstId`: even, above those of the browsers that the session had before. */
  constructor(browser: Browser, schemes: SchemeMap, firstId: number) {
    this.#browser = browser;
    this.#schemes = schemes;
    this.#firstId = firstId;
    this.#lastId = firstId;
  }

  /** Above every id so far. */
  get nextFirstId(): number {
    return this.#lastId + 2 - (this.#lastId % 2);
  }

  byNetworkId(networkId: string): RequestRecord | undefined {
    return this.#observed.get(networkId);
  }

  forget(networkId: string): void {
    this.#observed.delete(networkId);
  }

  forgetAll(): void {
    this.#observed.clear();
  }

  /** A request that was seen; known until it is forgotten. */
  observe(networkId: string, request: Omit<NewRequest, 'id'>): RequestRecord {
    const record = this.#make({ ...request, id: this.#nextOdd() });
    this.#observed.set(networkId, record);
    return record;
  }

  /** A WebSocket; nobody keeps it. */
  webSocket(url: string, frameId: string): RequestRecord {
    return this.#make({ id: this.#nextOdd(), url, method: 'GET', type: 'WebSocket', headers: {}, frameId });
  }

  /** The record of a held request, with the URL and method of its redirect. */
  ofPaused(paused: PausedRequest, observing: boolean): RequestRecord {
    const { networkId, request, resourceType, frameId } = paused;
    const known = networkId === undefined ? undefined : this.#observed.get(networkId);
    if (known) {
      known.url = this.#schemes.toApp(request.url + (request.urlFragment ?? ''));
      known.method = request.method;
      return known;
    }
    const [, number = '0'] = INTERCEPTION.exec(paused.requestId) ?? [];
    const record = this.#make({
      id: this.#firstId + Number(number) * 2,
      url: request.url + (request.urlFragment ?? ''),
      method: request.method,
      type: resourceType,
      headers: request.headers,
      frameId,
    });
    if (observing && networkId !== undefined) this.#observed.set(networkId, record);
    return record;
  }

  #make({ id, url, method, type, headers, frameId }: NewRequest): RequestRecord {
    this.#lastId = Math.max(this.#lastId, id);
    const isMainFrame = type === 'Document' && this.#browser.targets.byId(frameId)?.type === 'page';
    return {
      id,
      url: this.#schemes.toApp(url),
      method,
      resourceType: resourceTypeOf(isWorkerScript(type, headers) ? 'Script' : type, isMainFrame),
      referrer: this.#schemes.toApp(headerOf(headers, 'referer') ?? ''),
      frame: FrameRegistry.of(this.#browser).find(frameId),
      decidedHeaders: null,
      replacedHeaders: null,
    };
  }

  #nextOdd(): number {
    this.#lastOdd += 2;
    return this.#firstId + this.#lastOdd;
  }
}

interface NewRequest {
  id: number;
  url: string;
  method: string;
  /** DevTools' resource type. */
  type: string | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** "" for none. */
  frameId: string;
}

/** The Fetch domain has no word for the script of a worker; what else is "Other" asks for images or says its purpose. */
function isWorkerScript(type: string | undefined, headers: NewRequest['headers']): boolean {
  return type === 'Other' && headers['Accept'] === '*/*' && !('Sec-Purpose' in headers || 'Purpose' in headers);
}
