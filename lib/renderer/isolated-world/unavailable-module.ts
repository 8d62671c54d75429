/** Modules of Electron's renderer API that stock Chromium has no means for. */

/** An object that can be imported by name and throws for every member that is then used, but for those that are `available`. */
export function unavailableModule(name: string, available: object = {}): object {
  return new Proxy(available, {
    get: (_target, member) => {
      if (Object.hasOwn(available, member)) return available[member as keyof typeof available];
      // Inspecting and awaiting ask for these.
      if (typeof member === 'symbol' || member === 'then') return undefined;
      throw new Error(`${name}.${member} is not available on stock Chromium (docs/limits.md).`);
    },
  });
}
