/** What every document of a session runs first, and who answers what it asks. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelConfig, Topic } from '../../common/channel-messages';
import { perContext } from '../browser-context/per-context';
import { libraryFolder } from '../library-folder';
import { PageChannel } from './page-channel';
import type { TopicHandler } from './question';

/** Injected into every frame, before any script of the page. */
export interface DocumentScript {
  source: string;
  /** The same for the world of preload scripts. */
  preloadSource: string;
  /** The DevTools binding that it takes. */
  binding: string;
}

export class PageWrappers {
  /** Those of a session. */
  static readonly of = perContext(() => new PageWrappers());

  readonly #handlers = new Map<Topic, TopicHandler<unknown>>();
  readonly #config: ChannelConfig = {
    binding: `valencePage${randomBytes(9).toString('hex')}`,
    secret: `valence${randomBytes(24).toString('base64url')}`,
    deniedMark: `valence${randomBytes(24).toString('base64url')}`,
    key: randomBytes(24).toString('base64url'),
    signal: `valence${randomBytes(24).toString('base64url')}`,
  };
  readonly #onNavigation: ((url: string) => void)[] = [];
  #script: DocumentScript | null = null;

  get binding(): string {
    return this.#config.binding;
  }

  /** What marks a window that is refused: one without an opener's window.open() waiting for it needs none. */
  get deniedMark(): string {
    return this.#config.deniedMark;
  }

  /** How the names of the events begin by which documents begin to report. */
  get signal(): string {
    return this.#config.signal;
  }

  get script(): DocumentScript {
    return (this.#script ??= this.#readScript());
  }

  #readScript(): DocumentScript {
    const bundle = readFileSync(join(libraryFolder(), 'page_wrappers.js'), 'utf8');
    const sourceOf = (boot: string): string =>
      `(() => { ${bundle}\nvalencePageWrappers.${boot}(${JSON.stringify(this.#config)}); })();`;
    return { binding: this.binding, source: sourceOf('boot'), preloadSource: sourceOf('bootPreloadWorld') };
  }

  /** One for each topic. */
  handle<Q>(topic: Topic, handler: TopicHandler<Q>): void {
    this.#handlers.set(topic, handler);
  }

  /** Calls back when a page of the session is about to show another document. */
  onNavigation(listener: (url: string) => void): void {
    this.#onNavigation.push(listener);
  }

  /** Pages only: `url` in the app's words. */
  navigating(url: string): void {
    for (const listener of this.#onNavigation) listener(url);
  }

  /** The channel of a new page. `isAlive`: whether its browser runs. */
  channel(isAlive: () => boolean): PageChannel {
    return new PageChannel({ config: this.#config, handlers: this.#handlers, isAlive });
  }
}
