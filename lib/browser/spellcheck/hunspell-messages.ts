/** What the main process and the thread with hunspell say to each other. */

export interface LanguageFile {
  /** "en-US" */
  language: string;
  /** Its dictionary. */
  file: string;
}

export interface CheckRequest {
  id: number;
  word: string;
  languages: readonly LanguageFile[];
}

export interface CheckReply {
  id: number;
  /** Best first; null: the word is right in one of the languages. */
  suggestions: string[] | null;
}
