/** Modules of Electron's renderer API that stock Chromium has no means for. */

/** An object that can be imported by name and throws for every member that is then used. */
export function unavailableModule(name: string): object {
  return new Proxy(Object.create(null) as object, {
    get: (_target, member) => {
      // Inspecting and awaiting ask for these.
      if (typeof member === 'symbol' || member === 'then') return undefined;
      throw new Error(`${name}.${member} is not available on stock Chromium (docs/limits.md).`);
    },
  });
}
