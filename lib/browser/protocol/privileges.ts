/** What the privileges of a custom scheme leave of a request to it. Enforced here: a page cannot go around it. */
import { headerOf } from '../http';
import type { PausedRequest, Verdict } from '../request-pipeline/request-interception';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import { errorReason } from './answer';
import type { PrivilegedScheme } from './privileged-schemes';
import { urlOf } from './protocol-request';

const blocked = (code: string): Verdict => ({ kind: 'fail', errorReason: errorReason(code) });

/** "atom://host" of a URL. */
const originOf = (url: string): string => /^[^:]+:(?:\/\/[^/?#]*)?/.exec(url)?.[0] ?? url;

/** As for a scheme of Electron's: permission to ask is given without the handler, the answer itself still needs its headers. */
function answerPreflight(headers: Record<string, string>): Verdict {
  const header = (name: string, value: string | undefined): { name: string; value: string }[] =>
    value === undefined ? [] : [{ name, value }];
  return {
    kind: 'fulfill',
    responseCode: 204,
    responseHeaders: [
      ...header('access-control-allow-origin', headerOf(headers, 'origin')),
      ...header('access-control-allow-methods', headerOf(headers, 'access-control-request-method')),
      ...header('access-control-allow-headers', headerOf(headers, 'access-control-request-headers')),
      { name: 'access-control-allow-credentials', value: 'true' },
    ],
  };
}

/** The verdict on a request that its handler is not asked about; null: ask it. */
export function checkPrivileges(
  paused: PausedRequest,
  schemes: SchemeMap,
  privileges: PrivilegedScheme | undefined,
): Verdict {
  const { headers } = paused.request;
  if (headerOf(headers, 'service-worker') === 'script' && !privileges?.allowServiceWorkers) {
    return blocked('ERR_ACCESS_DENIED');
  }
  const origin = headerOf(headers, 'origin');
  const isPreflight =
    paused.request.method === 'OPTIONS' && headerOf(headers, 'access-control-request-method') !== undefined;
  const crossOrigin = origin !== undefined && schemes.toApp(origin) !== originOf(urlOf(paused, schemes));
  const needsCORS = isPreflight || paused.resourceType === 'XHR' || paused.resourceType === 'Fetch';
  if (crossOrigin && needsCORS && !privileges?.corsEnabled) return blocked('ERR_BLOCKED_BY_RESPONSE');
  return isPreflight ? answerPreflight(headers) : null;
}

/**
 * Chromium's browser asks for icons by itself, and Electron does not: no handler hears of it.
 */
export const isFavicon = ({ resourceType, request }: PausedRequest): boolean =>
  resourceType === 'Other' && (headerOf(request.headers, 'accept') ?? '').startsWith('image/');
