/** What the privileges of a custom scheme leave of a request to it. Enforced here: a page cannot go around it. */
import { headerOf } from '../http';
import { answerPreflight, FILE_ORIGIN, isPreflight } from '../request-pipeline/cross-origin';
import type { PausedRequest, Verdict } from '../request-pipeline/request-interception';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import { errorReason } from './answer';
import type { PrivilegedScheme } from './privileged-schemes';
import { urlOf } from './protocol-request';

const blocked = (code: string): Verdict => ({ kind: 'fail', errorReason: errorReason(code) });

/** "atom://host" of a URL. */
const originOf = (url: string): string => /^[^:]+:(?:\/\/[^/?#]*)?/.exec(url)?.[0] ?? url;

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
  const isQuestion = isPreflight(paused);
  const crossOrigin = origin !== undefined && schemes.toApp(origin) !== originOf(urlOf(paused, schemes));
  const needsCORS = isQuestion || paused.resourceType === 'XHR' || paused.resourceType === 'Fetch';
  if (crossOrigin && origin !== FILE_ORIGIN && needsCORS && !privileges?.corsEnabled)
    return blocked('ERR_BLOCKED_BY_RESPONSE');
  // As for a scheme of Electron's: permission to ask is given without the handler.
  return isQuestion ? answerPreflight(paused) : null;
}

/**
 * Chromium's browser asks for icons by itself, and Electron does not: no handler hears of it.
 */
export const isFavicon = ({ resourceType, request }: PausedRequest): boolean =>
  resourceType === 'Other' && (headerOf(request.headers, 'accept') ?? '').startsWith('image/');
