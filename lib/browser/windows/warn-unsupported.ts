/** One warning a process for each option of Electron's that has no effect here. */
const warned = new Set<string>();

export function warnUnsupported(name: string, text: string): void {
  if (warned.has(name)) return;
  warned.add(name);
  process.emitWarning(text, { code: 'VALENCE_UNSUPPORTED_PREFERENCE' });
}
