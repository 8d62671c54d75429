/** The arguments of downloadURL(). */
import { invalidArgType, invalidArgValue, validateString } from '../../common/validators';
import { isHeaderValue, TOKEN, type HeaderEntry } from '../http';

/** Throws TypeError for anything but a URL. */
export function validateURL(url: unknown): asserts url is string {
  validateString(url, 'url');
  if (!URL.canParse(url)) throw invalidArgValue('url', 'a URL', url);
}

/** Throws TypeError, for bad headers in Electron's words. */
export function headersOf(options: Electron.DownloadURLOptions | undefined): HeaderEntry[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null) throw invalidArgType('options', 'an object', options);
  const { headers } = options;
  if (headers === undefined) return [];
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw new TypeError('Invalid value for headers - must be an object');
  }
  return Object.entries(headers).map(([name, value]) => {
    validateString(value, `options.headers['${name}']`);
    if (!TOKEN.test(name)) throw invalidArgValue('a name of options.headers', 'a header name', name);
    if (!isHeaderValue(value)) throw invalidArgValue(`options.headers['${name}']`, 'text without line breaks', value);
    return { name, value };
  });
}
