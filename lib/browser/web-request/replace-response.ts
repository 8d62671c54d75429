/** A response with the headers of onHeadersReceived. */
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';
import type { ContinueResponse, Fail, Fulfill, HeaderEntry, PausedRequest } from '../network/verdict';
import { valuesOf } from './headers';

/** Chromium takes these of a document only together with its body. */
const OF_DOCUMENTS = ['content-security-policy', 'content-security-policy-report-only'];

/** What can have scripts: for a download the policy means nothing, and its body may be endless. */
const DOCUMENT = /^(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml|image\/svg\+xml)\b/i;

/** Bytes of a document's body that are held, at most: one that has no end would end this process. */
const LIMIT = 64 * 1024 * 1024;
/** Bytes a read. */
const READ_SIZE = 1024 * 1024;

/** `headers` without Set-Cookie, which Chromium does not take. A document that is too large fails, with a warning. */
export async function replaceResponse(
  session: CDPSession,
  paused: PausedRequest,
  response: ContinueResponse,
): Promise<ContinueResponse | Fulfill | Fail> {
  const responseHeaders = response.responseHeaders.filter(({ name }) => name.toLowerCase() !== 'set-cookie');
  if (!needsBody(paused, responseHeaders)) return { ...response, responseHeaders };
  const body = await readBody(session, paused.requestId).catch((error: unknown) => {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  });
  // The request was given up meanwhile: its page went away.
  if (body === undefined) return { kind: 'fail', errorReason: 'Aborted' };
  if (body === null) {
    const reason = 'a document of more than 64 MB cannot be given another Content-Security-Policy';
    process.emitWarning(`webRequest: ${paused.request.url} failed: ${reason}`, { code: 'VALENCE_DOCUMENT_TOO_LARGE' });
    return { kind: 'fail', errorReason: 'Failed' };
  }
  return {
    kind: 'fulfill',
    responseCode: response.responseCode,
    ...(response.responsePhrase === undefined ? {} : { responsePhrase: response.responsePhrase }),
    // The body comes decoded.
    responseHeaders: responseHeaders.filter(({ name }) => !/^content-(?:encoding|length)$/i.test(name)),
    body,
  };
}

/** Null if it is more than the limit. Rejects when the request (ProtocolError) or its browser is gone. */
async function readBody(session: CDPSession, requestId: string): Promise<Buffer | null> {
  const { stream: handle } = await session.send('Fetch.takeResponseBodyAsStream', { requestId });
  const chunks: Buffer[] = [];
  let size = 0;
  let ended = false;
  while (!ended && size <= LIMIT) {
    const { data, base64Encoded, eof } = await session.send('IO.read', { handle, size: READ_SIZE });
    const chunk = Buffer.from(data, base64Encoded ? 'base64' : 'utf8');
    chunks.push(chunk);
    size += chunk.length;
    ended = eof;
  }
  session.post('IO.close', { handle });
  return size > LIMIT ? null : Buffer.concat(chunks);
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
