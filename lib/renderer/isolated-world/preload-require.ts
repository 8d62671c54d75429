/** The `require` of sandboxed preload scripts (Electron's docs/tutorial/sandbox.md). */

/** Modules by name; made when they are first asked for. */
export type ModuleFactories = Record<string, () => unknown>;

/** Throws Error `module not found: <name>` for any other name, as Electron does. */
export function createRequire(factories: ModuleFactories): (name: string) => unknown {
  const loaded = new Map<string, unknown>();
  return (name) => {
    const bare = name.startsWith('node:') ? name.slice('node:'.length) : name;
    if (!Object.hasOwn(factories, bare)) throw new Error(`module not found: ${name}`);
    if (!loaded.has(bare)) loaded.set(bare, factories[bare]?.());
    return loaded.get(bare);
  };
}
