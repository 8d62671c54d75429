/** A response with the headers of onHeadersReceived. */
import type { CDPSession } from '../devtools/connection';
import {
  isRedirect,
  type ContinueResponse,
  type Fulfill,
  type HeaderEntry,
  type PausedRequest,
} from '../network/verdict';
import { valuesOf } from './headers';

/** Chromium takes these of a document only together with its body. */
const OF_DOCUMENTS = ['content-security-policy', 'content-security-policy-report-only'];

/** What can have scripts: for a download the policy means nothing, and its body may be endless. */
const DOCUMENT = /^(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml|image\/svg\+xml)\b/i;

/**
 * The response without Set-Cookie, which Chromium does not take, and with `body` if somebody has taken it. Rejects if the body
 * ends before it is complete.
 */
export async function replaceResponse(
  session: CDPSession,
  paused: PausedRequest,
  body: Uint8Array | null,
  response: ContinueResponse,
): Promise<ContinueResponse | Fulfill> {
  const responseHeaders = response.responseHeaders.filter(({ name }) => name.toLowerCase() !== 'set-cookie');
  if (!body && !needsBody(paused, responseHeaders)) return { ...response, responseHeaders };
  return {
    kind: 'fulfill',
    responseCode: response.responseCode,
    ...(response.responsePhrase ? { responsePhrase: response.responsePhrase } : {}),
    // The body comes decoded.
    responseHeaders: responseHeaders.filter(({ name }) => !/^content-(?:encoding|length)$/i.test(name)),
    body: body ?? (await readBody(session, paused)),
  };
}

async function readBody(session: CDPSession, { requestId }: PausedRequest): Promise<Buffer> {
  const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
  return Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
}

function needsBody(paused: PausedRequest, wanted: HeaderEntry[]): boolean {
  const { resourceType, responseHeaders = [] } = paused;
  if (resourceType !== 'Document' || isRedirect(paused)) return false;
  const [type = ''] = valuesOf(wanted, 'content-type');
  const [disposition = ''] = valuesOf(wanted, 'content-disposition');
  if (!DOCUMENT.test(type) || /^attachment\b/i.test(disposition)) return false;
  return OF_DOCUMENTS.some((name) => valuesOf(responseHeaders, name).join('\n') !== valuesOf(wanted, name).join('\n'));
}
