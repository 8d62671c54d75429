/** The languages that the user's environment asks for, as BCP 47 tags. */

/** `de_DE.UTF-8@euro` → `de-DE`; null for C and POSIX, which name no language. */
function tagOf(locale: string): string | null {
  const name = locale.replace(/[.@].*$/, '').replaceAll('_', '-');
  if (name === '' || name === 'C' || name === 'POSIX') return null;
  try {
    return new Intl.Locale(name).toString();
  } catch {
    return null;
  }
}

/** What formats of dates and numbers follow. `en-US` if the environment names none, as Chromium has it. */
export function systemLocale(env: NodeJS.ProcessEnv = process.env): string {
  const { LC_ALL, LC_MESSAGES, LANG } = env;
  return tagOf(LC_ALL || LC_MESSAGES || LANG || '') ?? 'en-US';
}

/** LANGUAGE lists languages in the order of preference (gettext); the locale stands behind them. */
export function preferredLanguages(env: NodeJS.ProcessEnv = process.env): string[] {
  const listed = (env.LANGUAGE ?? '').split(':').flatMap((name) => tagOf(name) ?? []);
  return [...new Set([...listed, systemLocale(env)])];
}

/** Two letters; empty if the locale names no country. */
export const countryCode = (env: NodeJS.ProcessEnv = process.env): string =>
  new Intl.Locale(systemLocale(env)).region ?? '';

/** Those that Chromium has texts for (build/config/locales.gni). */
const CHROMIUM_LOCALES = new Set(
  (
    'af am ar bg bn ca cs da de el en-GB en-US es es-419 et fa fi fil fr gu he hi hr hu id it ja kn ko lt lv ml mr ms nb nl pl ' +
    'pt-BR pt-PT ro ru sk sl sr sv sw ta te th tr uk ur vi zh-CN zh-TW'
  ).split(' '),
);

/** Which one stands for others (ui/base/l10n/l10n_util.cc). */
const STAND_INS: Readonly<Record<string, string>> = {
  en: 'en-US',
  no: 'nb',
  pt: 'pt-BR',
  tl: 'fil',
  zh: 'zh-CN',
};

/** The locale that Chromium takes for the switch `--lang`; null for what is none. */
export function chromiumLocale(lang: string): string | null {
  const tag = tagOf(lang);
  if (tag === null) return null;
  const [language = ''] = tag.split('-');
  for (const name of [tag, STAND_INS[language] ?? language]) if (CHROMIUM_LOCALES.has(name)) return name;
  return null;
}
