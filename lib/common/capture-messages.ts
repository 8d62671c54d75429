/** What the main process asks of the extension that captures pages (lib/tab-capture). */

/** Functions of its page. Arguments and results are JSON. Pages are target ids. */
export interface CaptureCalls {
  /** Ids with which the page `consumer` captures the pages `targets`, each once. Rejects if Chromium gives one of them none. */
  captureTabs(pages: { targets: string[]; consumer: string }): Promise<string[]>;
  /** Resolves when the ids of these pages have been used, or after this time. */
  untilUsed(pages: { targets: string[]; milliseconds: number }): Promise<void>;
}
