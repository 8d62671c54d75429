/** What a request sends. */
import type { PausedRequest } from '../request-pipeline/verdict';

/**
 * One element for each part that Chromium holds. Bytes of text, buffers and blobs are given as such; undefined without a
 * body.
 */
export function uploadData({ request }: PausedRequest): Electron.UploadData[] | undefined {
  if (!request.hasPostData) return undefined;
  // Typed as base64 text by the protocol; on the CBOR pipe it is bytes.
  const entries = (request.postDataEntries ?? []) as { bytes?: string | Uint8Array }[];
  if (entries.length === 0 && request.postData !== undefined) return [{ bytes: Buffer.from(request.postData) }];
  return entries.map(({ bytes }) => ({
    bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : Buffer.from(bytes ?? []),
  }));
}
