// Packages of npm that bring no types, as far as specs use them.
declare module 'electron-localshortcut' {
  function register(window: Electron.BrowserWindow, accelerator: string | string[], callback: () => void): void;
  function unregisterAll(window: Electron.BrowserWindow): void;
  function isRegistered(window: Electron.BrowserWindow, accelerator: string): boolean;
}
