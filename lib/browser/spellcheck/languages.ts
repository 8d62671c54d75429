/** Languages that Chromium has dictionaries for, as measured with milestone 156 (spec/chromium-surfaces/dictionaries.spec.ts). */

const DEFAULT_VERSION = '3-0';
const FALLBACK = 'en-US';

/** Files that several languages share, or whose names and versions are not the usual ones. */
const SPANISH = 'es-ES';

/** Language to the name of its dictionary, without a version. */
const DICTIONARIES: ReadonlyMap<string, string> = new Map([
  ['af', 'af-ZA'],
  ['bg', 'bg-BG'],
  ['ca', 'ca-ES'],
  ['cs', 'cs-CZ'],
  ['cy', 'cy-GB'],
  ['da', 'da-DK'],
  ['de', 'de-DE'],
  ['de-DE', 'de-DE'],
  ['el', 'el-GR'],
  ['en-AU', 'en-AU'],
  ['en-CA', 'en-CA'],
  ['en-GB', 'en-GB'],
  ['en-GB-oxendict', 'en-GB-oxendict'],
  ['en-US', 'en-US'],
  ['es', SPANISH],
  ['es-419', SPANISH],
  ['es-AR', SPANISH],
  ['es-ES', SPANISH],
  ['es-MX', SPANISH],
  ['es-US', SPANISH],
  ['et', 'et-EE'],
  ['fa', 'fa-IR'],
  ['fo', 'fo-FO'],
  ['fr', 'fr-FR'],
  ['fr-FR', 'fr-FR'],
  ['gl', 'gl'],
  ['he', 'he-IL'],
  ['hi', 'hi-IN'],
  ['hr', 'hr-HR'],
  ['hu', 'hu-HU'],
  ['hy', 'hy'],
  ['id', 'id-ID'],
  ['it', 'it-IT'],
  ['it-IT', 'it-IT'],
  ['ko', 'ko'],
  ['lt', 'lt-LT'],
  ['lv', 'lv-LV'],
  ['nb', 'nb-NO'],
  ['nl', 'nl-NL'],
  ['pl', 'pl-PL'],
  ['pt', 'pt-BR'],
  ['pt-BR', 'pt-BR'],
  ['pt-PT', 'pt-PT'],
  ['ro', 'ro-RO'],
  ['ru', 'ru-RU'],
  ['sh', 'sh'],
  ['sk', 'sk-SK'],
  ['sl', 'sl-SI'],
  ['sq', 'sq'],
  ['sr', 'sr'],
  ['sv', 'sv-SE'],
  ['ta', 'ta-IN'],
  ['tg', 'tg-TG'],
  ['tr', 'tr-TR'],
  ['uk', 'uk-UA'],
  ['vi', 'vi-VN'],
]);

/** Versions of dictionaries that are not the default one. */
const VERSIONS: Readonly<Record<string, string>> = {
  'cy-GB': '1-0',
  'en-AU': '10-2',
  'en-CA': '10-2',
  'en-GB': '10-2',
  'en-GB-oxendict': '10-2',
  'en-US': '10-2',
  'fa-IR': '9-0',
  'gl': '1-0',
  'hy': '1-0',
  'sh': '4-0',
  'sr': '4-0',
  'tg-TG': '5-0',
  'tr-TR': '4-0',
  'uk-UA': '5-0',
};

/** What ses.setSpellCheckerLanguages() takes. */
export const spellCheckerLanguages = (): string[] => [...DICTIONARIES.keys()];

/** The language that Chromium uses for a code: of `de-DE` itself, of `nb-NO` `nb`; undefined for one it has no dictionary for. */
export function matchLanguage(code: string): string | undefined {
  if (DICTIONARIES.has(code)) return code;
  return [...DICTIONARIES].find(([, dictionary]) => dictionary === code)?.[0];
}

/** The language of a locale: of `de-AT` `de`. */
export function languageOfLocale(locale: string): string {
  return matchLanguage(locale) ?? matchLanguage(locale.split('-')[0]!) ?? FALLBACK;
}

/** Where Chromium looks for the dictionary of a language: `en-US-10-2.bdic`. */
export function dictionaryFileName(language: string): string {
  const name = DICTIONARIES.get(language) ?? language;
  return `${name}-${VERSIONS[name] ?? DEFAULT_VERSION}.bdic`;
}
