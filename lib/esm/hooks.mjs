// Node's module customization hooks: gives each public name its facade in this folder. Runs on Node's loader thread.
const FACADES = {
  'electron': new URL('./main.mjs', import.meta.url).href,
  'electron/main': new URL('./main.mjs', import.meta.url).href,
  'electron/common': new URL('./common.mjs', import.meta.url).href,
  'electron/renderer': new URL('./renderer.mjs', import.meta.url).href,
  'electron/utility': new URL('./utility.mjs', import.meta.url).href,
};

export async function resolve(specifier, context, nextResolve) {
  // Electron's name for fs without archives.
  if (specifier === 'original-fs') return nextResolve('node:fs', context);
  const url = Object.hasOwn(FACADES, specifier) ? FACADES[specifier] : undefined;
  return url ? { url, format: 'module', shortCircuit: true } : nextResolve(specifier, context);
}
