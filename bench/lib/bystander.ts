/**
 * One idle Chromium beside everything that is measured. Pages of the executable count as private (USS) while one process
 * only has them mapped: with the bystander they are shared for the first browser as for the second, whoever else runs one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from '../drivers/chromium';

export interface Bystander {
  close(): Promise<void>;
}

/** Resolves when its page has loaded. */
export async function startBystander(executable: string, pageURL: string): Promise<Bystander> {
  const scratch = mkdtempSync(join(tmpdir(), 'valence-bench-bystander-'));
  const driver = open({ executable, scratch, framing: 'cbor' });
  const page = await (await driver.firstSession()).newPage();
  await page.load(pageURL);
  return {
    close: async () => {
      await driver.close();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
