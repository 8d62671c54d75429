/**
 * The switches that every session's Chromium is started with, each with its reason; parts of a session contribute others
 * (browser-context/launch-contributions.ts). The ones that weaken a protection also stand in
 * docs/development/security.md; spec/chromium-surfaces/switches.spec.ts proves that they still work.
 */

/** Name to value; null: no value. */
export type SwitchMap = ReadonlyMap<string, string | null>;

/** The same as a literal; undefined: no such switch. */
export type Switches = Readonly<Record<string, string | null | undefined>>;

/** What the app and its surroundings decide for all sessions. */
export interface AppSwitches {
  /** A display that windows open on; absent: windows exist, but nobody sees them. */
  display?: 'x11' | 'wayland';
  /** Switches of app.commandLine. */
  extra: SwitchMap;
  /** Arguments of app.commandLine that are no switches. */
  arguments: readonly string[];
}

export interface SwitchOptions extends AppSwitches {
  userDataDir: string;
  /** Of the session: what its parts contribute. */
  switches: SwitchMap;
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
  // As in Electron 28: pages reach servers on this machine and its network as they reach others. Chromium asks the user
  // since, and refuses what is no secure context.
  'LocalNetworkAccessChecks',
  // As in Electron 28: the request for a document is made once, by its service worker. One that Chromium makes beside a
  // worker that starts is held by nobody.
  'ServiceWorkerAutoPreload',
  // Further traffic of Chromium's own.
  'NetworkTimeServiceQuerying',
  'MediaRouter',
  'OptimizationHints',
  'Translate',
  'AutofillServerCommunication',
];

const ENABLED_FEATURES = [
  // The network service has no sandbox on Linux, so a process of its own protects nothing and costs 15 MB a session:
  // docs/development/security.md.
  'NetworkServiceInProcess2',
];

/**
 * Where Chromium's own services are said to be, because no switch turns them off. No resolver is asked for the name
 * (host-resolver-rules below), and no custom scheme can be meant: none has an underscore.
 */
const NO_SERVICE = 'https://no_service.invalid/';

/** Lists that Chromium takes in one switch only; an app's own list is joined with ours. */
const LIST_SWITCHES = new Set([
  'blink-settings',
  'disable-blink-features',
  'disable-features',
  'enable-blink-features',
  'enable-features',
  'host-resolver-rules',
  'ignore-certificate-errors-spki-list',
  'ip-address-space-overrides',
]);

/** What a session depends on: the switches of an app cannot change it. */
const FIXED = new Set([
  // The helper extension opens windows on a display. Playwright sets this switch.
  'disable-extensions',
  'remote-debugging-pipe',
  // The default session has it, and no other: remote-debugging/remote-debugging.ts.
  'remote-debugging-port',
  'user-data-dir',
]);

/**
 * Adds what a part of a session needs. Lists are joined. Throws Error for a switch that has another value already: one
 * part must not undo what another one relies on.
 */
export function addSwitches(
  switches: Map<string, string | null>,
  added: Iterable<[string, string | null | undefined]>,
): void {
  for (const [name, value] of added) {
    if (value === undefined) continue;
    const present = switches.get(name);
    if (present === undefined) switches.set(name, value);
    else if (LIST_SWITCHES.has(name) && present && value) switches.set(name, `${present},${value}`);
    else if (present !== value) {
      throw new Error(
        `The switch --${name} is ${present ?? 'set'} and must be ${value ?? 'set'}, too: let one part of a session set it.`,
      );
    }
  }
}

export function commandLine(options: SwitchOptions): string[] {
  const switches = new Map<string, string | null>([
    ['user-data-dir', options.userDataDir],
    // Windows come from the DevTools pipe.
    ['no-startup-window', null],
    // No first-run dialogs, no default-browser question.
    ['no-first-run', null],
    ['no-default-browser-check', null],
    // Traffic of Chromium's own. All of these together leave the two services below, which are asked from the first
    // second on: the updater of components and extensions, and Google accounts (ListAccounts).
    ['disable-background-networking', null],
    ['disable-component-update', null],
    ['disable-sync', null],
    ['disable-domain-reliability', null],
    ['disable-default-apps', null],
    ['disable-client-side-phishing-detection', null],
    ['no-pings', null],
    ['component-updater', `url-source=${NO_SERVICE}`],
    ['gaia-url', NO_SERVICE],
    // Chromium's own dialogs for captures are refused before they open: what is captured, the app chooses.
    ['auto-reject-capture', null],
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
    // A page may close the window that the app has opened for it, as in Electron. Hints of pages are logged, for the session
    // event preconnect.
    ['blink-settings', 'allowScriptsToCloseWindows=true,logDnsPrefetchAndPreconnect=true'],
    // Electron has no popup blocker: setWindowOpenHandler() decides.
    ['disable-popup-blocking', null],
    // Names that nobody has (RFC 6761): pages of custom schemes live below them, and no resolver is to hear of it.
    ['host-resolver-rules', 'MAP *.invalid ~NOTFOUND'],
    // As in Electron: pages from files may use other files. What they may read of servers: request-pipeline/file-pages.ts.
    ['allow-file-access-from-files', null],
    ['disable-gpu', null],
    ['disable-features', DISABLED_FEATURES.join()],
    ['enable-features', ENABLED_FEATURES.join()],
  ]);
  if (options.display) {
    switches.set('ozone-platform', options.display);
  } else {
    switches.set('ozone-platform', 'headless');
    // Without it the screen is one pixel and windows come out empty.
    switches.set('ozone-override-screen-size', '1280,800');
  }
  // Chromium refuses its sandbox to root; every other user has it.
  if (process.getuid?.() === 0) switches.set('no-sandbox', null);
  addSwitches(switches, options.switches);
  for (const [name, value] of options.extra) {
    if (FIXED.has(name)) continue;
    const ours = switches.get(name);
    switches.set(name, LIST_SWITCHES.has(name) && ours && value ? `${ours},${value}` : value);
  }
  const written = [...switches].map(([name, value]) => (value === null ? `--${name}` : `--${name}=${value}`));
  return [...written, ...options.arguments];
}
