/** What the media players of one page do, detached elements included (media/base/media_log_events.h). */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

/** The clock of Chromium's events, base::TimeTicks: that of the system, since it has started. */
const seconds = (): number => Number(process.hrtime.bigint()) / 1e9;

const STARTS = new Set(['kPlay']);
const ENDS = new Set(['kPause', 'kEnded', 'kWebMediaPlayerDestroyed']);

export class MediaPlayers {
  readonly #onChange: (isPlaying: boolean) => void;
  readonly #playing = new Set<string>();

  /** `onChange`: a player has started, or paused or ended. */
  constructor(onChange: (isPlaying: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Of one process. What has been playing before is known, and not told. */
  async watch(session: CDPSession): Promise<void> {
    const start = seconds();
    session.on('Media.playerEventsAdded', (added) => this.#onEvents(added, start));
    await session.send('Media.enable');
  }

  #onEvents({ playerId, events }: Protocol.Media.PlayerEventsAddedEvent, start: number): void {
    for (const { value, timestamp } of events.toSorted((one, other) => one.timestamp - other.timestamp)) {
      const isPast = timestamp < start;
      const { event = '' } = JSON.parse(value) as { event?: string };
      if (STARTS.has(event) && !this.#playing.has(playerId)) {
        this.#playing.add(playerId);
        if (!isPast) this.#onChange(true);
      } else if (ENDS.has(event) && this.#playing.delete(playerId) && !isPast) {
        this.#onChange(false);
      }
    }
  }
}
