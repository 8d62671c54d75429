/**
 * The source of cookies.on('changed'). Only an extension is told about changes, so the helper is loaded with the first
 * listener; what changed while it was loading is found by comparing the cookies of before and after.
 */
import { EventEmitter } from 'node:events';
import type { HelperMessage } from '../../common/helper-messages';
import type { Browser } from '../browser-process/browser';
import { HelperExtension } from '../helper-extension/helper-extension';
import { cookieKey, fromExtension, fromProtocol, type PartitionedCookie } from './cookie-conversion';
import { readCookies } from './network-service';

export type ChangeCause = 'explicit' | 'overwrite' | 'expired' | 'evicted' | 'expired-overwrite';

interface CookieMonitorEvents {
  changed: [cookie: PartitionedCookie, cause: ChangeCause, removed: boolean];
}

export class CookieMonitor extends EventEmitter<CookieMonitorEvents> {
  readonly #watched = new WeakMap<Browser, Promise<void>>();

  /** Resolves when every further change of this browser's cookies will be reported. */
  watch(browser: Browser): Promise<void> {
    let watching = this.#watched.get(browser);
    if (!watching) this.#watched.set(browser, (watching = this.#start(browser)));
    return watching;
  }

  async #start(browser: Browser): Promise<void> {
    const before = await this.#snapshot(browser);
    const helper = HelperExtension.of(browser);
    const early: HelperMessage[] = [];
    const collect = (message: HelperMessage): void => void early.push(message);
    helper.on('message', collect);
    await helper.session();
    const after = await this.#snapshot(browser);
    helper.off('message', collect);
    helper.on('message', (message) => this.#onMessage(message));
    this.#reportDifference(before, after);
    for (const message of later(early, after)) this.#onMessage(message);
  }

  async #snapshot(browser: Browser): Promise<Map<string, PartitionedCookie>> {
    const cookies = await readCookies(browser);
    return new Map(cookies.map(fromProtocol).map((cookie) => [cookieKey(cookie), cookie]));
  }

  #reportDifference(before: Map<string, PartitionedCookie>, after: Map<string, PartitionedCookie>): void {
    for (const [key, cookie] of before) {
      const now = after.get(key);
      if (!now) this.emit('changed', cookie, 'explicit', true);
      else if (now.value !== cookie.value) this.emit('changed', cookie, 'overwrite', true);
    }
    for (const [key, cookie] of after) {
      if (before.get(key)?.value !== cookie.value) this.emit('changed', cookie, 'explicit', false);
    }
  }

  #onMessage(message: HelperMessage): void {
    if (message.type !== 'cookie-changed') return;
    const cause = message.cause === 'expired_overwrite' ? 'expired-overwrite' : message.cause;
    this.emit('changed', fromExtension(message.cookie), cause, message.removed);
  }
}

/** The last message about each cookie that says something else than `cookies`, which were read before it. */
function later(messages: readonly HelperMessage[], cookies: ReadonlyMap<string, PartitionedCookie>): HelperMessage[] {
  const last = new Map(
    messages
      .filter((message) => message.type === 'cookie-changed')
      .map((message) => [cookieKey(fromExtension(message.cookie)), message]),
  );
  return [...last]
    .filter(([key, { cookie, removed }]) => cookies.get(key)?.value !== (removed ? undefined : cookie.value))
    .map(([, message]) => message);
}
