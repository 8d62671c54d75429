/** A response with the headers of onHeadersReceived, or the body of onResponseBody. */
import { ProtocolError } from '../devtools/errors';
import { valuesOf, type HeaderEntry } from '../http';
import { TooLarge, type HeldBody } from '../request-pipeline/held-body';
import {
  hasNoBody,
  redirectLocation,
  type ContinueResponse,
  type Fail,
  type Fulfill,
  type PausedRequest,
} from '../request-pipeline/verdict';

/** Chromium takes these of a document only together with its body. */
const OF_DOCUMENTS = ['content-security-policy', 'content-security-policy-report-only'];

/** Headers of a body as it was sent: one that is replaced has another length, one that was read is decoded. */
const OF_BODY = /^(?:content-encoding|content-length|transfer-encoding)$/i;

/** What can have scripts: for a download the policy means nothing, and its body may be endless. */
const DOCUMENT = /^(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml|image\/svg\+xml)\b/i;

/** Bytes of a document's body that are held, at most: one that has no end would end this process. */
const LIMIT = 64 * 1024 * 1024;

/**
 * The response without Set-Cookie, which Chromium does not take. `body`: that of the server, or bytes in its place. A document
 * that is too large fails, with a warning.
 */
export async function replaceResponse(
  paused: PausedRequest,
  body: HeldBody | Uint8Array,
  response: ContinueResponse,
): Promise<ContinueResponse | Fulfill | Fail> {
  const responseHeaders = response.responseHeaders.filter(({ name }) => name.toLowerCase() !== 'set-cookie');
  if (leadsElsewhere(paused, { ...response, responseHeaders })) return redirected({ ...response, responseHeaders });
  const isReplaced = body instanceof Uint8Array;
  if (!isReplaced && !needsBody(paused, responseHeaders)) return { ...response, responseHeaders };
  try {
    return {
      kind: 'fulfill',
      responseCode: response.responseCode,
      ...(response.responsePhrase === undefined ? {} : { responsePhrase: response.responsePhrase }),
      responseHeaders: responseHeaders.filter(({ name }) => !OF_BODY.test(name)),
      body: isReplaced ? body : await body.whole(LIMIT),
    };
  } catch (error) {
    // The request was given up meanwhile: its page went away.
    if (error instanceof ProtocolError) return { kind: 'fail', errorReason: 'Aborted' };
    if (!(error instanceof TooLarge)) throw error;
    const reason = 'a document of more than 64 MB cannot be given another Content-Security-Policy';
    process.emitWarning(`webRequest: ${paused.request.url} failed: ${reason}`, { code: 'VALENCE_DOCUMENT_TOO_LARGE' });
    return { kind: 'fail', errorReason: 'Failed' };
  }
}

/** Another redirect than the server's, one where there was none, or none any more. */
function leadsElsewhere(paused: PausedRequest, { responseCode, responseHeaders }: ContinueResponse): boolean {
  const { responseStatusCode = 0 } = paused;
  const before = redirectLocation(responseStatusCode, paused.responseHeaders ?? []);
  const after = redirectLocation(responseCode, responseHeaders);
  return before !== after || (after !== null && responseCode !== responseStatusCode);
}

/** Chromium follows or shows it only together with a body. That of the server's redirect it has not kept. */
const redirected = (response: ContinueResponse): Fulfill => ({
  ...response,
  kind: 'fulfill',
  responseHeaders: response.responseHeaders.filter(({ name }) => !OF_BODY.test(name)),
  body: new Uint8Array(),
});

function needsBody(paused: PausedRequest, wanted: HeaderEntry[]): boolean {
  const { resourceType, responseHeaders = [] } = paused;
  if (resourceType !== 'Document' || hasNoBody(paused)) return false;
  const [type = ''] = valuesOf(wanted, 'content-type');
  const [disposition = ''] = valuesOf(wanted, 'content-disposition');
  if (!DOCUMENT.test(type) || /^attachment\b/i.test(disposition)) return false;
  return OF_DOCUMENTS.some((name) => valuesOf(responseHeaders, name).join('\n') !== valuesOf(wanted, name).join('\n'));
}
