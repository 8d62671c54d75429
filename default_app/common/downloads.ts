/** What the inspector's main process and its page tell each other of downloads. */

/** Sent by the main process with the id of a session and its DownloadRow[], whenever they have changed. */
export const DOWNLOADS_CHANNEL = 'inspector:downloads-changed';

export const DOWNLOAD_ACTIONS = ['pause', 'resume', 'cancel'] as const;
export type DownloadAction = (typeof DOWNLOAD_ACTIONS)[number];

export interface DownloadRow {
  /** Of the session. */
  id: number;
  filename: string;
  url: string;
  /** Absolute; empty until it is decided. */
  savePath: string;
  state: 'progressing' | 'paused' | 'interrupted' | 'completed' | 'cancelled';
  /** Whether it may be resumed. */
  canResume: boolean;
  receivedBytes: number;
  /** 0 while it is not known. */
  totalBytes: number;
  /** -1 while it is not known. */
  percent: number;
  bytesPerSecond: number;
}

/** Whether more can come of it. */
export const isOpen = ({ state, canResume }: DownloadRow): boolean =>
  state === 'progressing' || state === 'paused' || (state === 'interrupted' && canResume);
