/** What getDisplayMedia() of a page asks and is answered, on the channel of its document (channel-messages.ts). */

export interface DisplayMediaQuestion {
  video: boolean;
  audio: boolean;
}

/** Chromium's ids of what the document may capture, each good for one use; or how the call is refused. */
export type DisplayMediaAnswer =
  { video: string | null; audio: string | null; localEcho: boolean } | { name: string; message: string };

/** Null for anything that the wrapper does not send. */
export function parseDisplayMediaQuestion(message: Readonly<Record<string, unknown>>): DisplayMediaQuestion | null {
  const { video, audio } = message;
  if (typeof video !== 'boolean' || typeof audio !== 'boolean') return null;
  return video || audio ? { video, audio } : null;
}
