/** blink::mojom::ConsoleMessageSource, in its order, as Electron names the values. */
const SOURCES = [
  'xml',
  'javascript',
  'network',
  'console-api',
  'storage',
  'rendering',
  'security',
  'other',
  'deprecation',
  'worker',
  'violation',
  'intervention',
  'recommendation',
] as const;

/** `other` for a source that Chromium has added since. */
export const messageSource = (index: number): Electron.MessageDetails['source'] => SOURCES[index] ?? 'other';
