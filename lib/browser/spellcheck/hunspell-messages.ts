/** What the main process and the thread with hunspell say to each other. */

export interface CheckRequest {
  id: number;
  word: string;
  /** Of the word: `Latn`. */
  script: string;
  /** Dictionaries of languages of that script. */
  files: readonly string[];
}

export interface CheckReply {
  id: number;
  /** Best first; null: the word is right in one of the languages. */
  suggestions: string[] | null;
}
