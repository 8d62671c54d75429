/** `media-started-playing` and `media-paused` of a WebContents. */
import { emitToApp } from '../app-calls';
import type { PreventableEvent } from '../event';
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import { MediaPlayers } from './media-players';
import type { Page } from './page';

const EVENTS = ['media-started-playing', 'media-paused'] as const;

export class MediaEvents {
  readonly #contents: ObservedEmitter;
  readonly #event: () => PreventableEvent;
  #page: Page | null = null;
  #isHeard = false;

  /** `event`: makes the first argument. */
  constructor(contents: ObservedEmitter, event: () => PreventableEvent) {
    this.#contents = contents;
    this.#event = event;
    for (const name of EVENTS) whenHeard(contents, name, () => this.#listen());
  }

  attach(page: Page): void {
    this.#page = page;
    if (this.#isHeard) this.#watch(page);
  }

  #listen(): void {
    if (this.#isHeard) return;
    this.#isHeard = true;
    if (this.#page) this.#watch(this.#page);
  }

  #watch(page: Page): void {
    const players = new MediaPlayers((isPlaying) => {
      const name = isPlaying ? 'media-started-playing' : 'media-paused';
      if (this.#page === page) emitToApp(this.#contents, name, this.#event());
    });
    for (const session of page.sessions) players.watch(session).catch(() => undefined); // it is gone
    page.on('frameSession', (session) => void players.watch(session).catch(() => undefined));
  }
}
