/**
 * URLs of http and https that protocol handlers of one session answer, or have answered: a list that grows. Their requests
 * never reach a server, so that a body that is a stream has to be read by whoever sends it.
 */
import { EventEmitter } from 'node:events';
import { isHandledURL, type HandledHosts } from '../../common/scheme-map';

export class HandledURLs extends EventEmitter<{ added: [] }> {
  readonly #hosts: HandledHosts = {};

  get hosts(): Readonly<HandledHosts> {
    return this.#hosts;
  }

  /** `host` as in URL.host; null: every host. */
  add(scheme: 'http' | 'https', host: string | null): void {
    const hosts = this.#hosts[scheme];
    if (hosts === null || (host !== null && hosts?.includes(host))) return;
    this.#hosts[scheme] = host === null ? null : [...(hosts ?? []), host];
    this.emit('added');
  }

  has(url: string): boolean {
    return isHandledURL(url, this.#hosts);
  }
}
