/** What the main process asks of the search in a document (lib/renderer/find-in-page). Arguments and results are JSON. */

export interface FindNames {
  all: string;
  active: string;
}

export interface FoundText {
  count: number;
  /** The first match at what was selected or shown before, or behind it; `count` if there is none. Null: nothing was. */
  start: number | null;
  isSelected: boolean;
}

/** In CSS pixels, in the viewport of its frame. */
export interface MatchArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type StopAction = 'clearSelection' | 'keepSelection' | 'activateSelection';

export interface FindCalls {
  /** `highlights`: their names, which no other script may use. */
  search(query: string, matchCase: boolean, highlights: FindNames): FoundText;
  /** Null if the match is not there any more. */
  activate(index: number): MatchArea | null;
  deactivate(): void;
  stop(action: StopAction): void;
}
