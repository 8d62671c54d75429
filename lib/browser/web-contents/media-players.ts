/** What the media players of one page do, detached elements included (media/base/media_log_events.h). */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

/** The clock of Chromium's events, base::TimeTicks: that of the system, since it has started. */
const seconds = (): number => Number(process.hrtime.bigint()) / 1e9;

const STARTS = new Set(['kPlay']);
const ENDS = new Set(['kPause', 'kEnded', 'kWebMediaPlayerDestroyed']);

export class MediaPlayers {
  readonly #onChange: (isPlaying: boolean) => void;

  /** `onChange`: a player has started, or paused, ended or gone. */
  constructor(onChange: (isPlaying: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Of one process. What has been playing before is known, and its start not told. Rejects if it is gone. */
  async watch(session: CDPSession): Promise<void> {
    const start = seconds();
    const playing = new Set<string>();
    const end = (playerId: string): void => {
      if (playing.delete(playerId)) this.#onChange(false);
    };
    session.on('Media.playerEventsAdded', ({ playerId, events }) => {
      for (const { event, isPast } of inOrder(events, start)) {
        if (ENDS.has(event)) end(playerId);
        else if (STARTS.has(event) && !playing.has(playerId)) {
          playing.add(playerId);
          if (!isPast) this.#onChange(true);
        }
      }
    });
    session.onLost(() => [...playing].forEach(end));
    await session.send('Media.enable');
  }
}

/** Their names. `start`: what came before that is past. */
function inOrder(events: readonly Protocol.Media.PlayerEvent[], start: number): { event: string; isPast: boolean }[] {
  const sorted = events.toSorted((one, other) => one.timestamp - other.timestamp);
  return sorted.map(({ value, timestamp }) => {
    const { event = '' } = JSON.parse(value) as { event?: string };
    return { event, isPast: timestamp < start };
  });
}
