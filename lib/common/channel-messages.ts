/**
 * What the wrappers that run in every document and the main process say to each other. A page may forge its own side: nothing
 * in a question is trusted.
 */

/** Who asks, and who is asked. */
export type Topic =
  'context-menu' | 'devices' | 'display-media' | 'input' | 'keys' | 'page-news' | 'permissions' | 'shortcuts';

/** What the wrappers of a document are told at its start. */
export interface ChannelConfig {
  /** Name of the DevTools binding that takes questions. */
  binding: string;
  /** Where they leave the function that takes answers, when the first question is asked. */
  secret: string;
  /** The global of a window that the app has refused, before its opener's window.open() returns. */
  deniedMark: string;
  /** What shows that an answer is the main process's, and a question a wrapper's own: no script of a page sees it. */
  key: string;
  /** How the names of the events begin by which documents begin to report (page-news.ts). */
  signal: string;
}

/** The text of a question is this, with the fields of its topic beside it. */
export interface QuestionHead {
  topic: Topic;
  /** A number for each question of a document. */
  id: number;
}

/** Whatever comes in shows this. */
export interface Keyed {
  key: string;
}

/** One answer to these questions. Null: refused. */
export interface AnswerMessage {
  ids: number[];
  answer: unknown;
}

/** What a document is told without a question. */
export interface NewsMessage {
  topic: Topic;
  news: unknown;
}

const TOPICS = new Set<unknown>([
  'context-menu',
  'devices',
  'display-media',
  'input',
  'keys',
  'page-news',
  'permissions',
  'shortcuts',
] satisfies Topic[]);

/** Topics of what is more than a question: no page may say it in its own words (Asker.askSafely). */
const PROVEN = new Set<Topic>(['context-menu', 'input', 'keys', 'page-news', 'shortcuts']);

/** Whether a wrapper has sent it, and not a script that has made itself heard. */
export const isProven = ({ topic, ...fields }: UnreadQuestion, key: string): boolean =>
  !PROVEN.has(topic) || fields['proof'] === key;

/** Far more than any wrapper sends, in UTF-16 units. */
const MAX_LENGTH = 100_000;

/** A question whose fields are still to be looked at. */
export type UnreadQuestion = QuestionHead & Readonly<Record<string, unknown>>;

/** Null for what no wrapper sends. */
export function parseQuestion(payload: string): UnreadQuestion | null {
  if (payload.length > MAX_LENGTH) return null;
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return null;
  }
  return isRecord(message) && TOPICS.has(message['topic']) && Number.isSafeInteger(message['id'])
    ? (message as UnreadQuestion)
    : null;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
