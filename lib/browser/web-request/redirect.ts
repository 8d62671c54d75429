/** The redirectURL of onBeforeRequest as a response. */
import type { HeaderEntry } from '../http';
import type { Fulfill, PausedRequest } from '../request-pipeline/verdict';

/**
 * A 307, which keeps method and body, as Chromium's own webRequest answers. Chromium refuses redirects to data: URLs: a
 * sub-resource gets the content itself; for a document the refusal stands, since it would run with the URL of the other.
 */
export function redirectTo(url: string, paused: PausedRequest): Fulfill {
  const content = paused.resourceType === 'Document' ? null : dataOf(url);
  const shared = crossOriginHeaders(paused);
  if (content) {
    return {
      kind: 'fulfill',
      responseCode: 200,
      responseHeaders: [{ name: 'Content-Type', value: content.type }, ...shared],
      body: content.bytes,
    };
  }
  return {
    kind: 'fulfill',
    responseCode: 307,
    responsePhrase: 'Internal Redirect',
    responseHeaders: [
      { name: 'Location', value: url },
      { name: 'Non-Authoritative-Reason', value: 'WebRequest API' },
      ...shared,
    ],
  };
}

/** A redirect is a response: that of a request to another origin has to pass the page's CORS check. */
function crossOriginHeaders({ request }: PausedRequest): HeaderEntry[] {
  const { Origin: origin, Referer: referrer } = request.headers as Record<string, string | undefined>;
  const allowed = origin ?? (referrer === undefined ? '*' : new URL(referrer).origin);
  return [
    { name: 'Access-Control-Allow-Origin', value: allowed },
    ...(allowed === '*' ? [] : [{ name: 'Access-Control-Allow-Credentials', value: 'true' }]),
  ];
}

/** Null for what is no data: URL. */
function dataOf(url: string): { type: string; bytes: Buffer } | null {
  const match = /^data:([^,]*?)(;\s*base64)?,(.*)$/is.exec(url);
  if (!match) return null;
  const [, type = '', base64, text = ''] = match;
  const bytes =
    base64 === undefined ? percentDecode(text) : Buffer.from(percentDecode(text).toString('latin1'), 'base64');
  return { type: type || 'text/plain;charset=US-ASCII', bytes };
}

function percentDecode(text: string): Buffer {
  const latin1 = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}
