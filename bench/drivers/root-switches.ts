/** Chromium refuses its sandbox to root, in the peers as in Valence. */
export const rootSwitches = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);
