/** What the main process asks of the extension that captures pages (lib/tab-capture). */

/** Functions of its page. Arguments and results are JSON. */
export interface CaptureCalls {
  /** An id with which the page `consumer` captures the page `target`, once; both are target ids. Rejects if Chromium gives none. */
  captureTab(pages: { target: string; consumer: string }): Promise<string>;
}
