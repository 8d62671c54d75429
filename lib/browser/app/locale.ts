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
