/** contents.savePage(), contents.takeHeapSnapshot(): what Chromium makes of a page, in a file. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { once } from 'node:events';
import { invalidArgValue } from '../../common/validators';
import { UnavailableError } from '../unavailable-error';
import type { Page } from './page';

export type SaveType = 'HTMLOnly' | 'HTMLComplete' | 'MHTML';

/** Throws TypeError for what cannot be saved so. */
export function validateSave(fullPath: string, saveType: SaveType): void {
  if (!isAbsolute(fullPath)) throw invalidArgValue('fullPath', 'an absolute path', fullPath);
  if (saveType !== 'HTMLOnly' && saveType !== 'HTMLComplete' && saveType !== 'MHTML') {
    throw invalidArgValue('saveType', "'HTMLOnly', 'HTMLComplete' or 'MHTML'", saveType);
  }
}

export async function savePage({ session, frames }: Page, fullPath: string, saveType: SaveType): Promise<void> {
  if (saveType === 'HTMLComplete') {
    const reason = 'stock Chromium saves a page with its files from its own dialog only; MHTML has them in one file';
    throw new UnavailableError("contents.savePage() of 'HTMLComplete'", reason, 'Pages');
  }
  if (saveType === 'MHTML') {
    const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' });
    await writeFile(fullPath, data);
    return;
  }
  const { frameTree } = await session.send('Page.getResourceTree');
  const { id: frameId, url } = frameTree.frame;
  // Chromium keeps no resource of it.
  if (url.startsWith('data:')) {
    const response = await fetch(url);
    await writeFile(fullPath, Buffer.from(await response.arrayBuffer()));
    return;
  }
  const { content, base64Encoded } = await session.send('Page.getResourceContent', { frameId, url });
  if (frames.main.frameId !== frameId) throw new Error('The page went away before it was saved');
  await writeFile(fullPath, base64Encoded ? Buffer.from(content, 'base64') : content);
}

export async function takeHeapSnapshot({ session }: Page, filePath: string): Promise<void> {
  const file = createWriteStream(filePath);
  await once(file, 'open');
  const write = ({ chunk }: { chunk: string }): void => void file.write(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', write);
  try {
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    file.end();
  } catch (error) {
    file.destroy();
    throw error;
  } finally {
    session.off('HeapProfiler.addHeapSnapshotChunk', write);
  }
  await once(file, 'close');
}
