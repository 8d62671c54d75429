/** Checks what the page sends: it is ours, but it shows data of others, so that it is trusted with nothing. */
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { DOWNLOAD_ACTIONS, type DownloadAction } from '../common/downloads';
import {
  CLEARABLE,
  type ClearRequest,
  type CookieKey,
  type DeviceType,
  SPELLING_CHANGES,
  type GrantKey,
  type NewCookie,
  type PermissionKey,
  type SpellingChange,
} from '../common/messages';

const SAME_SITE: readonly string[] = ['unspecified', 'no_restriction', 'lax', 'strict'];

/** Longer than any cookie, URL or name that Chromium takes. */
const LONGEST_TEXT = 16_384;

const refuse = (name: string, expected: string): never => {
  throw new TypeError(`${name} must be ${expected}.`);
};

export function readString(name: string, value: unknown): string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : refuse(name, 'a string');
}

export function readBoolean(name: string, value: unknown): boolean {
  return typeof value === 'boolean' ? value : refuse(name, 'true or false');
}

export function readId(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse('The session', 'named by its id');
}

function readFields(name: string, value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : refuse(name, 'an object');
}

const readTopLevelSite = (value: unknown): string | null =>
  value === null ? null : readString('The top-level site', value);

export function readCookieKey(value: unknown): CookieKey {
  const fields = readFields('The cookie', value);
  return {
    name: readString('The name', fields['name']),
    domain: readString('The domain', fields['domain']),
    path: readString('The path', fields['path']),
    topLevelSite: readTopLevelSite(fields['topLevelSite']),
  };
}

function readSameSite(value: unknown): NewCookie['sameSite'] {
  if (!SAME_SITE.includes(readString('SameSite', value))) refuse('SameSite', `one of ${SAME_SITE.join(', ')}`);
  return value as NewCookie['sameSite'];
}

function readExpiry(value: unknown): number | null {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
  return refuse('The expiry', 'a date, or empty');
}

export function readNewCookie(value: unknown): NewCookie {
  const fields = readFields('The cookie', value);
  return {
    ...readCookieKey(fields),
    url: readString('The URL', fields['url']),
    value: readString('The value', fields['value']),
    secure: readBoolean('Secure', fields['secure']),
    httpOnly: readBoolean('HttpOnly', fields['httpOnly']),
    sameSite: readSameSite(fields['sameSite']),
    expirationDate: readExpiry(fields['expirationDate']),
  };
}

export function readClearRequest(value: unknown): ClearRequest {
  const { kinds, origin } = readFields('The request', value);
  if (!Array.isArray(kinds)) return refuse('What to clear', 'a list');
  const chosen = CLEARABLE.filter((kind) => kinds.includes(kind));
  if (chosen.length !== kinds.length) refuse('What to clear', `chosen from ${CLEARABLE.join(', ')}`);
  if (chosen.length === 0) throw new Error('Choose at least one kind of data.');
  return { kinds: chosen, origin: readString('The origin', origin) };
}

const DEVICE_TYPES: readonly string[] = ['hid', 'serial', 'usb'] satisfies DeviceType[];

const isUsbId = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

export function readGrant(value: unknown): GrantKey {
  const { deviceType, origin, vendorId, productId, serialNumber } = readFields('The grant', value);
  if (typeof deviceType !== 'string' || !DEVICE_TYPES.includes(deviceType)) {
    return refuse('The type of device', `one of ${DEVICE_TYPES.join(', ')}`);
  }
  if (!isUsbId(vendorId) || !isUsbId(productId)) return refuse('The ids of a device', 'whole numbers');
  return {
    deviceType: deviceType as DeviceType,
    origin: readString('The origin', origin),
    vendorId,
    productId,
    serialNumber: serialNumber === null ? null : readString('The serial number', serialNumber),
  };
}

export function readDownloadAction(value: unknown): DownloadAction {
  const found = DOWNLOAD_ACTIONS.find((action) => action === value);
  return found ?? refuse('The action', `one of ${DOWNLOAD_ACTIONS.join(', ')}`);
}

export function readPermission(value: unknown): PermissionKey {
  const { permission, origin } = readFields('The permission', value);
  return { permission: readString('The permission', permission), origin: readString('The origin', origin) };
}

/** An absolute path; "~" is the home directory. */
export function readPath(value: unknown): string {
  const text = readString('The folder', value).trim();
  const path = /^~(?=$|\/)/.test(text) ? homedir() + text.slice(1) : text;
  if (!isAbsolute(path)) throw new Error('Give the whole path of the folder, such as /home/me/extension.');
  return path;
}

export function readSpellingChange(value: unknown): SpellingChange {
  const fields = readFields('The change', value);
  const what = SPELLING_CHANGES.find((name) => name === fields['what']);
  if (!what) return refuse('The change', `one of ${SPELLING_CHANGES.join(', ')}`);
  const text = readString('What to change', fields['value']).trim();
  if (text === '') throw new Error('Give a word.');
  return { what, value: text };
}

/** "persist:shop" or "shop". Throws Error for a name that makes no partition of that kind. */
export function readPartition(name: unknown, persistent: unknown): string {
  const text = readString('The partition', name).trim();
  const bare = text.replace(/^persist:/, '');
  if (bare === '') throw new Error('Give the partition a name.');
  if (readBoolean('Persistent', persistent)) return `persist:${bare}`;
  if (bare !== text) throw new Error('A partition whose name starts with "persist:" is kept on disk.');
  return text;
}

/** An absolute URL; without a scheme, https. */
export function readAddress(value: unknown): string {
  const text = readString('The URL', value).trim();
  const url = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[^/]*:\d+(\/|$)/.test(text) ? text : `https://${text}`;
  if (text === '' || !URL.canParse(url)) throw new Error(`"${text}" is not a URL such as https://example.com/.`);
  return url;
}

/** One that a window can open. */
export function readURL(value: unknown): string {
  const url = readAddress(value);
  if (!/^(https?|file|data|about):/i.test(url))
    throw new Error('Only http, https, file, data and about can be opened.');
  return url;
}
