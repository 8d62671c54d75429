/** What every document of a session runs first, and who answers what it asks. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelConfig, Topic } from '../../common/channel-messages';
import { libraryFolder } from '../library-folder';
import { PageChannel } from './page-channel';
import type { TopicHandler } from './question';

/** Injected into every frame, before any script of the page. */
export interface DocumentScript {
  source: string;
  /** The DevTools binding that it takes. */
  binding: string;
}

export class PageWrappers {
  readonly #handlers = new Map<Topic, TopicHandler<unknown>>();
  readonly #config: ChannelConfig = {
    binding: `valencePage${randomBytes(9).toString('hex')}`,
    secret: `valence${randomBytes(24).toString('base64url')}`,
  };
  #script: DocumentScript | null = null;

  get binding(): string {
    return this.#config.binding;
  }

  get script(): DocumentScript {
    return (this.#script ??= {
      binding: this.#config.binding,
      source: `(() => { ${readFileSync(join(libraryFolder(), 'page_wrappers.js'), 'utf8')}
valencePageWrappers.boot(${JSON.stringify(this.#config)}); })();`,
    });
  }

  /** One for each topic. */
  handle<Q>(topic: Topic, handler: TopicHandler<Q>): void {
    this.#handlers.set(topic, handler);
  }

  /** The channel of a new page. `isAlive`: whether its browser runs. */
  channel(isAlive: () => boolean): PageChannel {
    return new PageChannel({ secret: this.#config.secret, handlers: this.#handlers, isAlive });
  }
}
