// The folder of the helper extension. Chromium knows an unpacked extension by its path and keeps its service worker: a profile that was
// made with another build would go on with the worker of that one. So each build has a folder, and an extension, of its own.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';

/** A name that follows from the content. @param {readonly [name: string, content: Buffer][]} files */
export function versionOf(files) {
  const hash = createHash('sha256');
  const sorted = files.toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [name, content] of sorted) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 16);
}

/** Moves the files of a folder into one below it, which has the name of their version. @param {string} folder */
export function moveIntoVersion(folder) {
  const names = readdirSync(folder);
  const version = path.join(folder, versionOf(names.map((name) => [name, readFileSync(path.join(folder, name))])));
  mkdirSync(version);
  for (const name of names) renameSync(path.join(folder, name), path.join(version, name));
}
