/** Status and headers of an answer as Chromium gets them: checked, with its own names for custom schemes. */
import { headerOf, isHeaderValue, TOKEN } from '../http';
import { FILE_ORIGIN } from '../request-pipeline/cross-origin';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import type { HeaderList, ResponseAnswer } from './answer';
import { mapPolicy } from './content-security-policy';
import type { ProtocolRequestInfo } from './protocol-request';

const POLICIES = new Set(['content-security-policy', 'content-security-policy-report-only']);

/**
 * A document of a scheme that is not standard has an origin of its own and no storage, as in Electron. Everything else is
 * allowed.
 */
const OPAQUE_DOCUMENT =
  'sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock allow-popups ' +
  'allow-popups-to-escape-sandbox allow-presentation allow-scripts allow-top-navigation';

/** What is wrong with an answer, for a person; null if nothing is. */
export function validateResponseHead({ status, headers }: ResponseAnswer): string | null {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    return `the status must be a whole number from 200 to 599, got ${status}`;
  }
  for (const [name, value] of headers) {
    if (!TOKEN.test(name)) return `'${name}' is no name of a header`;
    if (!isHeaderValue(value)) return `the value of header '${name}' must not contain line breaks or NUL`;
  }
  return null;
}

export interface HeadContext {
  schemes: SchemeMap;
  /** Schemes whose resources no policy blocks. */
  bypassingCSP: string[];
  /** Schemes whose answers pages of other origins may read. */
  corsEnabled: string[];
}

function mapHeader([name, value]: [string, string], context: HeadContext): [string, string] {
  const key = name.toLowerCase();
  if (key === 'location') return [name, context.schemes.toChromium(value)];
  if (key === 'access-control-allow-origin') return [name, context.schemes.originToChromium(value)];
  if (POLICIES.has(key)) return [name, mapPolicy(value, context)];
  return [name, value];
}

/** Electron's own: pages of other origins may read what a scheme with the privilege answers, pages from files any answer. */
export function completed(
  answer: ResponseAnswer,
  { scheme, headers }: ProtocolRequestInfo,
  context: HeadContext,
): ResponseAnswer {
  const isOfFile = headerOf(headers, 'origin') === FILE_ORIGIN;
  const has = answer.headers.some(([name]) => name.toLowerCase() === 'access-control-allow-origin');
  if (has || !(isOfFile || context.corsEnabled.includes(scheme))) return answer;
  const exposed: HeaderList = isOfFile ? [['access-control-expose-headers', '*']] : [];
  return { ...answer, headers: [...answer.headers, ...exposed, ['access-control-allow-origin', '*']] };
}

/** The headers of an answer to `request`. */
export function headersFor(answer: ResponseAnswer, request: ProtocolRequestInfo, context: HeadContext): HeaderList {
  const headers = answer.headers.map((header) => mapHeader(header, context));
  if (!request.isDocument) return headers;
  const place = context.schemes.get(request.scheme);
  if (place && !place.standard) headers.push(['content-security-policy', OPAQUE_DOCUMENT]);
  return headers;
}
