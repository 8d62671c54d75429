// Extensions for specs: folders that are written when they are needed.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newWindow } from './sessions';
import { tempDir } from './temp';

export interface ExtensionContent {
  manifest?: object | string;
  files?: Record<string, string>;
}

const MARKS = "document.documentElement.dataset.marked = 'yes';";

/** A folder with an extension that marks every page. */
export function writeExtension({ manifest = {}, files = {} }: ExtensionContent = {}): string {
  const folder = path.join(tempDir(), 'an extension');
  mkdirSync(folder);
  const whole = {
    manifest_version: 3,
    name: 'Marker',
    version: '1.2.3',
    background: { service_worker: 'worker.js' },
    permissions: ['storage'],
    host_permissions: ['<all_urls>'],
    // At the start of documents: what runs when one is idle may come after its load.
    content_scripts: [{ matches: ['<all_urls>'], js: ['marks.js'], run_at: 'document_start' }],
  };
  const text = typeof manifest === 'string' ? manifest : JSON.stringify({ ...whole, ...manifest });
  const content = { 'manifest.json': text, 'marks.js': MARKS, 'worker.js': '', 'page.html': '<title>inside</title>' };
  for (const [name, data] of Object.entries({ ...content, ...files })) writeFileSync(path.join(folder, name), data);
  return folder;
}

/** Loads an extension and waits until it is ready. */
export async function loadExtension(ses: Electron.Session, folder = writeExtension()): Promise<Electron.Extension> {
  const ready = once(ses, 'extension-ready');
  const extension = await ses.loadExtension(folder);
  await ready;
  return extension;
}

/** Whether the extension of writeExtension() marks a page of this URL. */
export async function isMarked(ses: Electron.Session, url: string): Promise<boolean> {
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  await webContents.loadURL(url);
  return (await webContents.executeJavaScript("document.documentElement.dataset.marked === 'yes'")) as boolean;
}
