/**
 * Every switch Chromium is started with, each with its reason. The ones that weaken a protection also stand in
 * docs/development/security.md; spec/chromium-surfaces/switches.spec.ts proves that they still work.
 */
export interface SwitchOptions {
  userDataDir: string;
  /** False: no HTTP cache (the `cache: false` of session.fromPartition). */
  cache: boolean;
  userAgent: string;
  /** Accept-Language and navigator.languages, e.g. "de,en"; absent: Chromium's own choice. */
  acceptLanguages?: string;
  /** The extension that holds WebSockets may do so; it is loaded only while a listener needs it. */
  gateExtensionId?: string;
  /** A display that windows open on; absent: windows exist, but nobody sees them. */
  display?: 'x11' | 'wayland';
  /** Switches of app.commandLine: name to value (null: no value). */
  extra: ReadonlyMap<string, string | null>;
  /** Arguments of app.commandLine that are no switches. */
  arguments: readonly string[];
}

const DISABLED_FEATURES = [
  // Closing the last window would otherwise unload the profile under the session.
  'DestroyProfileOnBrowserClose',
  // Hidden renderers for an omnibox nobody has: about 65 MB a browser.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // A spare renderer a site: about 20 MB a browser.
  'SpareRendererForSitePerProcess',
  // As in Electron: a page that is left is gone, and one that is gone back to loads again, with its events.
  'BackForwardCache',
  // As in Electron 28: the next document of a site takes the place of the one before in the same frame host. In a new one
  // Chromium ends the DevTools session first, and what a page sends in pagehide and unload would be lost.
  'RenderDocument',
  // Traffic of Chromium's own.
  'NetworkTimeServiceQuerying',
  'MediaRouter',
  'OptimizationHints',
  'Translate',
  'AutofillServerCommunication',
];

/** Lists that Chromium takes in one switch only; an app's own list is joined with ours. */
const LIST_SWITCHES = new Set([
  'blink-settings',
  'disable-blink-features',
  'disable-features',
  'enable-blink-features',
  'enable-features',
  'host-resolver-rules',
  'ip-address-space-overrides',
]);

/** What a session depends on: the switches of an app cannot change it. */
const FIXED = new Set(['remote-debugging-pipe', 'user-data-dir']);

export function commandLine(options: SwitchOptions, relayPorts: readonly number[] = []): string[] {
  const switches = new Map<string, string | null>([
    ['user-data-dir', options.userDataDir],
    ['user-agent', options.userAgent],
    // Windows come from the DevTools pipe.
    ['no-startup-window', null],
    // No first-run dialogs, no default-browser question.
    ['no-first-run', null],
    ['no-default-browser-check', null],
    // Traffic of Chromium's own.
    ['disable-background-networking', null],
    ['disable-component-update', null],
    ['disable-sync', null],
    ['disable-domain-reliability', null],
    ['disable-default-apps', null],
    ['disable-client-side-phishing-detection', null],
    ['no-pings', null],
    // Crash reports are the app's to make.
    ['disable-breakpad', null],
    // Cookies are encrypted with a key of the profile, not of a desktop key ring that may ask for a password.
    ['password-store', 'basic'],
    // The helper extension is loaded through the DevTools Extensions domain.
    ['enable-unsafe-extension-debugging', null],
    // Input sent right after a page was opened must not be dropped.
    ['allow-pre-commit-input', null],
    // localStorage on disk after about a second instead of five and more.
    ['enable-aggressive-domstorage-flushing', null],
    // Pages of an app are driven by nobody: navigator.webdriver is false, as in Electron.
    ['disable-blink-features', 'AutomationControlled'],
    // A page may close the window that the app has opened for it, as in Electron.
    ['blink-settings', 'allowScriptsToCloseWindows=true'],
    // Electron has no popup blocker: setWindowOpenHandler() decides.
    ['disable-popup-blocking', null],
    // Names that nobody has (RFC 6761): pages of custom schemes live below them, and no resolver is to hear of it.
    ['host-resolver-rules', 'MAP *.invalid ~NOTFOUND'],
    ['disable-gpu', null],
    ['disable-features', DISABLED_FEATURES.join()],
  ]);
  if (options.gateExtensionId) switches.set('allowlisted-extension-id', options.gateExtensionId);
  if (options.acceptLanguages) switches.set('accept-lang', options.acceptLanguages);
  // Below the app's own directory. Chromium would put the caches of what lies in ~/.config into ~/.cache. No switch turns
  // the HTTP cache off: where no directory can be made, Chromium goes without one.
  switches.set('disk-cache-dir', options.cache ? options.userDataDir : '/dev/null');
  // Streamed answers of protocol handlers come from these ports, each from a URL with a secret of its own. Pages may not
  // load from the rest of loopback.
  const overrides = relayPorts.map((port) => `127.0.0.1:${port}=public`);
  if (overrides.length > 0) switches.set('ip-address-space-overrides', overrides.join());
  if (options.display) {
    switches.set('ozone-platform', options.display);
  } else {
    switches.set('ozone-platform', 'headless');
    // Without it the screen is one pixel and windows come out empty.
    switches.set('ozone-override-screen-size', '1280,800');
  }
  // Chromium refuses its sandbox to root; every other user has it.
  if (process.getuid?.() === 0) switches.set('no-sandbox', null);
  for (const [name, value] of options.extra) {
    if (FIXED.has(name)) continue;
    const ours = switches.get(name);
    switches.set(name, LIST_SWITCHES.has(name) && ours && value ? `${ours},${value}` : value);
  }
  const written = [...switches].map(([name, value]) => (value === null ? `--${name}` : `--${name}=${value}`));
  return [...written, ...options.arguments];
}
