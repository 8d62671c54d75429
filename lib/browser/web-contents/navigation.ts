/** loadURL() and the history of a page. */
import { isAbsolute, resolve } from 'node:path';
import { format, pathToFileURL } from 'node:url';
import type Protocol from 'devtools-protocol';
import { invalidArgType } from '../../common/validators';
import type { CDPSession } from '../devtools/connection';
import { errorCode, LoadError } from './load-error';
import { DocumentFailures } from '../request-pipeline/document-failures';
import type { Loading } from './loading';
import type { Page } from './page';
import { PageTargets } from './page-targets';

/** Options of loadURL() that change the request itself need the request pipeline. */
export interface LoadURLOptions {
  httpReferrer?: string | Electron.Referrer;
  userAgent?: string;
  extraHeaders?: string;
  postData?: unknown[];
  baseURLForDataURL?: string;
}

const REFERRER_POLICIES: Record<string, Protocol.Page.ReferrerPolicy> = {
  'no-referrer': 'noReferrer',
  'no-referrer-when-downgrade': 'noReferrerWhenDowngrade',
  'origin': 'origin',
  'origin-when-cross-origin': 'originWhenCrossOrigin',
  'unsafe-url': 'unsafeUrl',
  'same-origin': 'sameOrigin',
  'strict-origin': 'strictOrigin',
  'strict-origin-when-cross-origin': 'strictOriginWhenCrossOrigin',
};

const UNSUPPORTED = ['extraHeaders', 'postData', 'baseURLForDataURL'] as const;

function referrerOf(
  referrer: LoadURLOptions['httpReferrer'],
): Pick<Protocol.Page.NavigateRequest, 'referrer' | 'referrerPolicy'> {
  if (referrer === undefined) return {};
  if (typeof referrer === 'string') return { referrer };
  const policy = REFERRER_POLICIES[referrer.policy];
  return { referrer: referrer.url, ...(policy ? { referrerPolicy: policy } : {}) };
}

/** TypeError for bad arguments, Error for an option that is not there yet, null if nothing is wrong. */
export function validateLoad(url: unknown, options: LoadURLOptions): Error | null {
  if (typeof url !== 'string') return invalidArgType('url', 'a string', url);
  if (typeof options !== 'object' || options === null) return invalidArgType('options', 'an object', options);
  const { userAgent } = options;
  if (userAgent !== undefined && typeof userAgent !== 'string') {
    return invalidArgType('options.userAgent', 'a string', userAgent);
  }
  const unsupported = UNSUPPORTED.find((name) => options[name] !== undefined);
  if (unsupported === undefined) return null;
  return new Error(`loadURL: options.${unsupported} is not supported; see "loadURL options" in docs/limits.md`);
}

/** Absolute file: URL of a path, with the query and hash of loadFile()'s options. */
export function fileURL(filePath: string, options: Electron.LoadFileOptions, appPath: string): string {
  if (typeof filePath !== 'string') throw new TypeError('Must pass filePath as a string');
  const path = isAbsolute(filePath) ? filePath : resolve(appPath, filePath);
  const url = pathToFileURL(path);
  const { query, search, hash } = options;
  return format({
    protocol: 'file',
    slashes: true,
    pathname: url.pathname,
    ...(query === undefined ? {} : { query }),
    ...(search === undefined ? {} : { search }),
    ...(hash === undefined ? {} : { hash }),
  });
}

/** Starts a navigation; the promise of `loading` settles with its end. */
export async function navigate(
  { session, browser, frames, schemes }: Page,
  loading: Loading,
  url: string,
  options: LoadURLOptions,
): Promise<void> {
  const load = loading.begin(url);
  const failures = DocumentFailures.of(browser);
  failures.take(frames.main.frameId);
  try {
    const result = await session.send('Page.navigate', {
      url: schemes.toChromium(url),
      ...referrerOf(options.httpReferrer),
    });
    if (result.isDownload) load.failed(new LoadError('ERR_ABORTED', url));
    else if (result.errorText)
      load.failed(
        new LoadError(failures.take(frames.main.frameId) ?? schemes.errorOf(errorCode(result.errorText), url), url),
      );
    else {
      load.answered(result.loaderId);
      // A navigation within the document is reported before the renderer answers this.
      if (result.loaderId === undefined) {
        await session.send('Runtime.evaluate', { expression: '0' });
        load.reported();
      }
    }
  } catch (error) {
    load.failed(error as Error);
  }
  return load.promise;
}

/** Entries of the page's history and where it stands. */
export async function history(session: CDPSession): Promise<Protocol.Page.GetNavigationHistoryResponse> {
  return session.send('Page.getNavigationHistory');
}

/** Goes `offset` entries back or forth; false if there is no such entry, or only the blank page of a new window. */
export async function goToOffset(session: CDPSession, offset: number): Promise<boolean> {
  const { currentIndex, entries } = await history(session);
  const entry = entries[currentIndex + offset];
  if (!entry || PageTargets.isBlank(entry.url)) return false;
  await session.send('Page.navigateToHistoryEntry', { entryId: entry.id });
  return true;
}
