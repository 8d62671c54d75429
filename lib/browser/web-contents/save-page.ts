/** contents.savePage(): the document as a file, with or without what it has loaded. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, isAbsolute, join } from 'node:path';
import type Protocol from 'devtools-protocol';
import { validateOneOf, validateString } from '../../common/validators';
import type { CDPSession } from '../devtools/connection';
import { evaluateApart } from './evaluate';
import type { Page } from './page';

const TYPES = ['HTMLOnly', 'HTMLComplete', 'MHTML'] as const;
type SaveType = (typeof TYPES)[number];

/** Rejects with TypeError for bad arguments, with Error if the page or a file cannot be saved. */
export async function savePage(page: () => Promise<Page>, fullPath: string, saveType: SaveType): Promise<void> {
  validateString(fullPath, 'fullPath');
  validateOneOf(saveType, 'saveType', TYPES);
  if (!isAbsolute(fullPath)) throw new Error('Path must be absolute');
  const live = await page();
  try {
    if (saveType === 'MHTML') await saveAsMHTML(live.session, fullPath);
    else if (saveType === 'HTMLOnly') await writeFile(fullPath, await sourceOf(live));
    else await saveWithResources(live, fullPath);
  } catch (cause) {
    throw new Error('Failed to save the page.', { cause });
  }
}

async function saveAsMHTML(session: CDPSession, file: string): Promise<void> {
  const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' });
  await writeFile(file, data);
}

async function contentOf(session: CDPSession, frameId: string, url: string): Promise<Buffer> {
  const { content, base64Encoded } = await session.send('Page.getResourceContent', { frameId, url });
  return Buffer.from(content, base64Encoded ? 'base64' : 'utf8');
}

/** What the server has sent. */
async function sourceOf({ session }: Page): Promise<Buffer> {
  const { frameTree } = await session.send('Page.getResourceTree');
  return contentOf(session, frameTree.frame.id, frameTree.frame.url);
}

interface Resource {
  frameId: string;
  url: string;
  name: string;
}

/** Resources of the page and its frames in this process, each with a file name of its own. */
function resourcesOf(tree: Protocol.Page.FrameResourceTree, taken = new Set<string>()): Resource[] {
  const { frame, resources, childFrames = [] } = tree;
  const own = resources
    .filter(({ url, failed, canceled }) => !failed && !canceled && /^(?:https?|file):/.test(url))
    .map(({ url }) => ({ frameId: frame.id, url, name: fileName(url, taken) }));
  return [...own, ...childFrames.flatMap((child) => resourcesOf(child, taken))];
}

/** The last part of the URL, without what a file name must not have; twice the same name gets a number. */
function fileName(url: string, taken: Set<string>): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  const name =
    last
      .replaceAll(/[^\w.-]/g, '_')
      .replace(/^\.+/, '')
      .slice(-100) || 'resource';
  const extension = extname(name);
  let unique = name;
  for (let count = 1; taken.has(unique); count++) unique = `${basename(name, extension)}(${count})${extension}`;
  taken.add(unique);
  return unique;
}

/** Runs in a world of its own: the document as it is, with the addresses of what is saved beside it. Links lead to where they led. */
const SERIALIZE = `(files) => {
  const copy = document.documentElement.cloneNode(true);
  const originals = [document.documentElement, ...document.documentElement.querySelectorAll('*')];
  for (const [index, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    for (const name of ['src', 'href', 'poster', 'data']) {
      const value = original.getAttribute(name);
      if (value === null || !URL.canParse(value, document.baseURI)) continue;
      const { href } = new URL(value, document.baseURI);
      if (href in files || original.localName === 'a') element.setAttribute(name, files[href] ?? href);
    }
    if (element.localName === 'base') element.remove();
  }
  const { doctype } = document;
  return (doctype ? '<!DOCTYPE ' + doctype.name + '>\\n' : '') + copy.outerHTML;
}`;

async function saveWithResources(page: Page, file: string): Promise<void> {
  const { session } = page;
  const { frameTree } = await session.send('Page.getResourceTree');
  const folder = `${basename(file, extname(file))}_files`;
  const resources = resourcesOf(frameTree);
  const files = Object.fromEntries(resources.map(({ url, name }) => [url, `./${folder}/${name}`]));
  const code = `(${SERIALIZE})(${JSON.stringify(files)})`;
  const html = await evaluateApart(page.frames.main, code);
  if (resources.length > 0) await mkdir(join(file, '..', folder), { recursive: true });
  for (const { frameId, url, name } of resources) {
    // One that Chromium has not kept is left out: its address leads nowhere, as in Chromium's own copies.
    const content = await contentOf(session, frameId, url).catch(() => null);
    if (content) await writeFile(join(file, '..', folder, name), content);
  }
  await writeFile(file, String(html));
}
