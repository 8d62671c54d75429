/** Members of BrowserWindow that are those of its page. Electron has them without documenting them (lib/browser/api/browser-window.ts). */

const HELPERS = [
  'closeDevTools',
  'getBackgroundThrottling',
  'getURL',
  'inspectElement',
  'inspectServiceWorker',
  'inspectSharedWorker',
  'isDevToolsFocused',
  'isDevToolsOpened',
  'openDevTools',
  'send',
  'setBackgroundThrottling',
  'showDefinitionForSelection',
  'toggleDevTools',
] as const;

type Contents = Record<(typeof HELPERS)[number], (...args: never[]) => unknown>;

export function addContentsHelpers(prototype: { readonly webContents: Contents }): void {
  for (const name of HELPERS) {
    Object.defineProperty(prototype, name, {
      value(this: { readonly webContents: Contents }, ...args: never[]): unknown {
        return this.webContents[name](...args);
      },
      configurable: true,
      writable: true,
    });
  }
}
