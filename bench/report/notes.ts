/** In what the contenders differ; printed below every table. */
export const NOTES: readonly string[] = [
  'Whole process: from `valence app.js` or `node peer.js` on, all modules loaded.',
  'All run the same Chromium executable, driven over a pipe, each measured process fresh, as root with --no-sandbox.',
  'Valence and the bare Chromiums have the same switches (lib/browser/browser-process/switches.ts): windows without a ' +
    'display, no --headless. Puppeteer and Playwright run as they do by default: --headless with their own switches.',
  'First session: Valence the default session (persistent, new directory); Puppeteer launch(), its temporary profile ' +
    'and the page that is open already; Playwright launch() and newContext(); Chromium a new directory and a new window.',
  'Further in-memory session: Valence fromPartition() with its reserve filled, or without a reserve; Puppeteer launch(); ' +
    "Playwright launchPersistentContext(''). Both peers keep temporary profiles on disk, Valence and Chromium in /dev/shm.",
  'Further sessions of Puppeteer, Playwright (browsers, not contexts) load into the blank page they open with.',
  'Memory is that of all processes of the program, the supervisors of Valence included, after it came to rest, less what it ' +
    'was before. One more Chromium stands by, so that the executable is shared memory from the first browser on; PSS gets ' +
    'smaller with every further Chromium on the machine.',
  'Cookies in bulk: one call with all cookies in Puppeteer, Playwright and Chromium. Electron has no such call: Valence sets ' +
    'each, all at once.',
  'Page calls main process: Valence contextBridge and ipcRenderer.invoke(), peers exposeFunction(), Chromium Runtime.addBinding.',
  'Requests: fetches of one page, 16 at a time, timed by the page; one at a time where it says so. Blocked: the main process waits without ' +
    'work of its own; peers are told from a twentieth of the requests. Valence webRequest with the pattern ' +
    '*://*/*, Puppeteer setRequestInterception() and requestfinished, Playwright route() and requestfinished; bare Chromium has none.',
  "Bodies: Valence over its shell's pipe (Fetch.fulfillRequest, Network.getResponseBody), the string through " +
    'executeJavaScript(); Puppeteer request.respond() and response.content(), Playwright route.fulfill() and response.body().',
  'Downloads: Valence ses.downloadURL() and setSavePath(); Playwright and Chromium a frame for each file, saveAs() and a rename.',
  'Devices: fixtures without hardware. Valence: the app calls the callback of the event at once. Chromium: its chooser is clicked over ' +
    'UI DevTools as soon as it is drawn; the answer begins with the first click. The first request of each kind is not counted.',
  'Extensions: a new folder each time, with a service worker and a content script. Valence loadExtension(), Chromium Extensions.loadUnpacked.',
];
