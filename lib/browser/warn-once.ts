/** Warnings of which a process prints one. */
const warned = new Set<string>();

/** Warns unless this has been called with the same code and name before. */
export function warnOnce(code: string, name: string, text: string): void {
  const key = `${code} ${name}`;
  if (warned.has(key)) return;
  warned.add(key);
  process.emitWarning(text, { code });
}
