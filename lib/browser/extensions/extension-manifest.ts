/** The manifest of an unpacked extension, as the app is given it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** As ElectronExtensionLoader says it (shell/browser/extensions/electron_extension_loader.cc). */
export const loadError = (path: string, reason: string): Error =>
  new Error(`Loading extension at ${path} failed with: ${reason}`);

/** Rejects with Error for what is no folder of an extension; whether Chromium takes the manifest is Chromium's to say. */
export async function readManifest(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`Extension directory not found: ${path}`);
  return readFile(join(path, 'manifest.json'), 'utf8').catch(() => {
    throw loadError(path, 'Manifest file is missing or unreadable');
  });
}

/** Comments are allowed in manifests. */
export function parseManifest(text: string): object {
  const withoutComments = text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1');
  return JSON.parse(withoutComments.replace(/^\uFEFF/, '')) as object;
}
