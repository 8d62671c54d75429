/** What protocol.handleDirectory() takes, checked and completed. */
import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { invalidArgValue, validateBoolean, validateObject, validateString } from '../../common/validators';
import type { HeaderList } from './answer';
import type { DirectoryRoute } from './directory-handler';
import { validateResponseHead } from './response-head';

export interface DirectoryOptions {
  /** "my.app" or "my.app:8080": the only host whose URLs are answered. */
  host?: string;
  /** Serve names that begin with a dot. Default false. */
  dotfiles?: boolean;
  /** Of every answer. */
  headers?: Record<string, string>;
}

/** The directory as it is given. Throws TypeError for what is no absolute path, Error if no directory is there. */
function checkDirectory(directory: unknown): string {
  validateString(directory, 'directory');
  if (!isAbsolute(directory) || directory.includes('\0')) {
    throw invalidArgValue('directory', 'an absolute path', directory);
  }
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`directory must be an existing directory, and '${directory}' is none`);
  }
  return directory;
}

/** As URL.host has it. Throws TypeError for what is no host, Error for schemes whose URLs have none. */
function checkHost(host: unknown, scheme: string, standard: boolean): string {
  validateString(host, 'options.host');
  if (!standard || scheme === 'file') throw new Error(`options.host: '${scheme}:' URLs have no hosts; leave it out`);
  const custom = scheme !== 'http' && scheme !== 'https';
  const url = `${custom ? 'http' : scheme}://${host}/`;
  if (/[/\\?#@*\s]/.test(host) || !URL.canParse(url)) {
    throw invalidArgValue('options.host', 'a host such as "my.app"', host);
  }
  const parsed = new URL(url);
  if (custom && parsed.port !== '') throw new TypeError(`options.host: '${scheme}:' URLs have no ports, got '${host}'`);
  return parsed.host;
}

function checkHeaders(headers: unknown): HeaderList {
  validateObject(headers, 'options.headers');
  const list = Object.entries(headers as Record<string, unknown>).map(([name, value]): [string, string] => {
    validateString(value, `options.headers['${name}']`);
    return [name, value];
  });
  const mistake = validateResponseHead({ kind: 'response', status: 200, statusText: '', headers: list, body: null });
  if (mistake !== null) throw new TypeError(`options.headers: ${mistake}`);
  return list;
}

/** `standard`: the URLs of the scheme have hosts. Throws TypeError and Error that name the argument. */
export function directoryRoute(
  scheme: string,
  standard: boolean,
  directory: unknown,
  options: unknown = {},
): { route: DirectoryRoute; host: string | null } {
  const checked = checkDirectory(directory);
  validateObject(options, 'options');
  const { host, dotfiles = false, headers = {} } = options as Record<keyof DirectoryOptions, unknown>;
  validateBoolean(dotfiles, 'options.dotfiles');
  return {
    route: { directory: checked, dotfiles, headers: checkHeaders(headers) },
    host: host === undefined ? null : checkHost(host, scheme, standard),
  };
}
