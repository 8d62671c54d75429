/** Pictures of a page. */
import type { CDPSession } from '../devtools/connection';

/** In CBOR the protocol's binary arrives as bytes, elsewhere as base64. */
export const bytes = (data: string | Uint8Array): Buffer =>
  typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data);

/** A PNG. */
export async function capturePage(session: CDPSession, rect?: Electron.Rectangle): Promise<Buffer> {
  const clip = rect ? { clip: { ...rect, scale: 1 } } : {};
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', ...clip });
  return bytes(data);
}
