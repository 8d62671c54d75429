/** loadURL() and the history of a page. */
import { isAbsolute, resolve } from 'node:path';
import { format, pathToFileURL } from 'node:url';
import type Protocol from 'devtools-protocol';
import { invalidArgType } from '../../common/validators';
import type { CDPSession } from '../devtools/connection';
import { errorCode, LoadError } from './load-error';
import { checkLoadRequest, withLoadRequest, type LoadRequestOptions } from './load-request';
import { FilePages } from '../request-pipeline/file-pages';
import { DocumentFailures } from '../request-pipeline/document-failures';
import type { Loading } from './loading';
import type { Page } from './page';
import { PageTargets } from './page-targets';

export interface LoadURLOptions extends LoadRequestOptions {
  httpReferrer?: string | Electron.Referrer;
  userAgent?: string;
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

const UNSUPPORTED = ['baseURLForDataURL'] as const;

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
  try {
    checkLoadRequest(options);
  } catch (error) {
    return error as Error;
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
export function navigate(page: Page, loading: Loading, url: string, options: LoadURLOptions): Promise<void> {
  const load = loading.begin(url);
  DocumentFailures.of(page.browser).take(page.frames.main.frameId);
  // Not answered before the server answers: the load may end before, with its renderer for example.
  start(page, loading, load, url, options).catch((error: unknown) => load.failed(error as Error));
  return load.promise;
}

async function start(
  page: Page,
  loading: Loading,
  load: ReturnType<Loading['begin']>,
  url: string,
  options: LoadURLOptions,
): Promise<void> {
  const { session, browser, frames, schemes } = page;
  FilePages.of(browser).beforeLoad(page.target, url);
  page.beforeLoad(url);
  const destination = { url: schemes.toChromium(url), ...referrerOf(options.httpReferrer) };
  const result = await withLoadRequest(page, options, () => session.send('Page.navigate', destination));
  // An answer without a body, in place of which Chromium shows a page of its own: it has loaded all the same.
  const isEmpty = result.errorText === 'net::ERR_HTTP_RESPONSE_CODE_FAILURE';
  if (result.errorText && !isEmpty) loading.failedLoader = result.loaderId ?? null;
  if (result.isDownload) load.failed(new LoadError('ERR_ABORTED', url));
  else if (result.errorText && !isEmpty) {
    const code = DocumentFailures.of(browser).take(frames.main.frameId);
    load.failed(new LoadError(code ?? schemes.errorOf(errorCode(result.errorText), url), url));
  } else {
    load.answered(result.loaderId);
    // A navigation within the document is reported before the renderer answers this.
    if (result.loaderId === undefined) {
      await session.send('Runtime.evaluate', { expression: '0' });
      load.reported();
    }
  }
}

/** Entries of the page's history and where it stands. */
export async function history(session: CDPSession): Promise<Protocol.Page.GetNavigationHistoryResponse> {
  return session.send('Page.getNavigationHistory');
}

/** Goes `offset` entries back or forth, after `beforehand` with the URL; false without such an entry, or with a blank page only. */
export async function goToOffset(
  session: CDPSession,
  offset: number,
  beforehand: (url: string) => Promise<void>,
): Promise<boolean> {
  const { currentIndex, entries } = await history(session);
  const entry = entries[currentIndex + offset];
  if (!entry || PageTargets.isBlank(entry.url)) return false;
  await beforehand(entry.url);
  await session.send('Page.navigateToHistoryEntry', { entryId: entry.id });
  return true;
}

/** "http://user:password@host/" */
export function hasCredentials(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
