/** A response with the headers of onHeadersReceived. */
import type { CDPSession } from '../devtools/connection';
import type { ContinueResponse, Fulfill, HeaderEntry, PausedRequest } from '../network/verdict';
import { valuesOf } from './headers';

/** Chromium takes these of a document only together with its body. */
const OF_DOCUMENTS = ['content-security-policy', 'content-security-policy-report-only'];

/** What can have scripts: for a download the policy means nothing, and its body may be endless. */
const DOCUMENT = /^(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml|image\/svg\+xml)\b/i;

/** `headers` without Set-Cookie, which Chromium does not take. Rejects if the body ends before it is complete. */
export async function replaceResponse(
  session: CDPSession,
  paused: PausedRequest,
  response: ContinueResponse,
): Promise<ContinueResponse | Fulfill> {
  const responseHeaders = response.responseHeaders.filter(({ name }) => name.toLowerCase() !== 'set-cookie');
  if (!needsBody(paused, responseHeaders)) return { ...response, responseHeaders };
  const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId: paused.requestId });
  return {
    kind: 'fulfill',
    responseCode: response.responseCode,
    ...(response.responsePhrase === undefined ? {} : { responsePhrase: response.responsePhrase }),
    // The body comes decoded.
    responseHeaders: responseHeaders.filter(({ name }) => !/^content-(?:encoding|length)$/i.test(name)),
    body: Buffer.from(body, base64Encoded ? 'base64' : 'utf8'),
  };
}

function needsBody(
  { resourceType, responseHeaders = [], responseStatusCode = 0 }: PausedRequest,
  wanted: HeaderEntry[],
): boolean {
  if (resourceType !== 'Document' || (responseStatusCode >= 300 && responseStatusCode < 400)) return false;
  const [type = ''] = valuesOf(wanted, 'content-type');
  const [disposition = ''] = valuesOf(wanted, 'content-disposition');
  if (!DOCUMENT.test(type) || /^attachment\b/i.test(disposition)) return false;
  return OF_DOCUMENTS.some((name) => valuesOf(responseHeaders, name).join('\n') !== valuesOf(wanted, name).join('\n'));
}
