/** The manifest of an unpacked extension, as the app is given it. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { allowlistedId, extensionId as idOf } from '../browser-process/extension-folders';

/** As ElectronExtensionLoader says it (shell/browser/extensions/electron_extension_loader.cc). */
export const loadError = (path: string, reason: string): Error =>
  new Error(`Loading extension at ${path} failed with: ${reason}`);

/** A folder with an extension. */
export interface Unpacked {
  /** Without symbolic links: Chromium derives the id of the extension from it. */
  path: string;
  /** The text of its manifest.json. */
  manifest: string;
}

/** Rejects with Error for what is no folder of an extension; whether Chromium takes the manifest is Chromium's to say. */
export async function findUnpacked(path: string): Promise<Unpacked> {
  try {
    const [manifest, real] = await Promise.all([readFile(join(path, 'manifest.json'), 'utf8'), realpath(path)]);
    return { path: real, manifest };
  } catch {
    const isFolder = await stat(path).then(
      (status) => status.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new Error(`Extension directory not found: ${path}`);
    throw loadError(path, 'Manifest file is missing or unreadable');
  }
}

/** Comments are allowed in manifests. */
export function parseManifest(text: string): object {
  const withoutComments = text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1');
  return JSON.parse(withoutComments.replace(/^\uFEFF/, '')) as object;
}

/** False only if no pattern of the manifest can match `file:` URLs. */
export function mayAskForFiles(manifest: string): boolean {
  return /<all_urls>|file/i.test(JSON.stringify(parseManifest(manifest)));
}

/** The id that Chromium will give it: from the key of its manifest, or from its path. Null for a manifest that is no JSON. */
export function extensionId({ path, manifest }: Unpacked): string | null {
  let key: unknown;
  try {
    ({ key } = parseManifest(manifest) as { key?: unknown });
  } catch {
    return null;
  }
  return idOf(typeof key === 'string' ? Buffer.from(key.replaceAll(/-----[^-]*-----|\s/g, ''), 'base64') : path);
}

/** True for a manifest that would give its extension the id that Chromium allows more. */
export const hasReservedKey = (unpacked: Unpacked): boolean => extensionId(unpacked) === allowlistedId();
