/** contents.takeHeapSnapshot(): a file that DevTools opens, from `HeapProfiler.takeHeapSnapshot`. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { validateString } from '../../common/validators';
import type { PageHolder } from './page-holder';

/** Rejects with Error, in Electron's words. */
export async function takeHeapSnapshot(pages: PageHolder, filePath: string): Promise<void> {
  validateString(filePath, 'filePath');
  const page = pages.live;
  if (!page) throw new Error('Failed to take heap snapshot with nonexistent render frame');
  const file = createWriteStream(filePath);
  const written = finished(file);
  written.catch(() => undefined); // told below
  try {
    await once(file, 'open');
  } catch (cause) {
    throw new Error(`Failed to take heap snapshot with invalid file path ${filePath}`, { cause });
  }
  const onChunk = ({ chunk }: { chunk: string }): void => void file.write(chunk);
  page.session.on('HeapProfiler.addHeapSnapshotChunk', onChunk);
  try {
    // All chunks come before the answer.
    await page.session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    file.end();
    await written;
  } catch (cause) {
    file.destroy();
    throw new Error('Failed to take heap snapshot', { cause });
  } finally {
    page.session.off('HeapProfiler.addHeapSnapshotChunk', onChunk);
  }
}
