/** The download of one dictionary over the network of its session. */
import { dictionaryFault } from './bdic';

/** Of the session: as ses.fetch(). */
export type Fetch = (url: string, init: { credentials: 'omit'; cache: 'no-store' }) => Promise<Response>;

/** More than any dictionary has: the largest of Chromium's takes 8 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Rejects with Error if it cannot be loaded, or is no dictionary. */
export async function downloadDictionary(fetch: Fetch, url: string): Promise<Buffer> {
  const response = await fetch(url, { credentials: 'omit', cache: 'no-store' });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`The server answered ${response.status}`);
  }
  const data = await readAll(response.body);
  const fault = dictionaryFault(data);
  if (fault !== null) throw new Error(`What the server sent is no dictionary: ${fault}`);
  return data;
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the request.
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`What the server sent is no dictionary: it has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
