/** Figures and dates as text, the same in the window and in the terminal. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** What stands where a figure is not known. */
export const UNKNOWN = '–';

/** "0 B", "1.2 MB", "143 MB": units of 1000, at most three digits. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

export function formatCount(count: number | null): string {
  return count === null ? UNKNOWN : count.toLocaleString('en-US');
}

/** "1 cookie", "12 cookies" */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const STEPS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "Session", "in 3 days", "expired". Both in seconds since 1970; null: ends with the session. */
export function formatExpiry(expirationDate: number | null, now = Date.now() / 1000): string {
  if (expirationDate === null) return 'Session';
  const left = expirationDate - now;
  if (left <= 0) return 'expired';
  for (const [unit, seconds] of STEPS) {
    if (left >= seconds) return `in ${formatPlural(Math.round(left / seconds), unit)}`;
  }
  return 'in under a minute';
}

/** "1209:0001", as in lsusb; null: it is not on USB. */
export function formatUsbIds(vendorId: number | null, productId: number | null): string {
  if (vendorId === null || productId === null) return UNKNOWN;
  return [vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':');
}

const SAME_SITE = { unspecified: '', no_restriction: 'SameSite=None', lax: 'SameSite=Lax', strict: 'SameSite=Strict' };

interface Attributes {
  secure: boolean;
  httpOnly: boolean;
  sameSite: keyof typeof SAME_SITE;
  topLevelSite: string | null;
}

/** The attributes of a cookie as they stand in a Set-Cookie header. */
export function cookieAttributes({ secure, httpOnly, sameSite, topLevelSite }: Attributes): string[] {
  return [
    secure ? 'Secure' : '',
    httpOnly ? 'HttpOnly' : '',
    SAME_SITE[sameSite],
    topLevelSite === null ? '' : 'Partitioned',
  ].filter((attribute) => attribute !== '');
}
