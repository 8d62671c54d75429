/** chrome.downloads: holds each download until the main process has named it, and what the DevTools protocol cannot do with one. */
import type { ExtensionDownload, HelperCalls } from '../common/helper-messages';
import { report } from './report';

/** Downloads that wait for a name. */
const naming = new Map<number, (suggestion: chrome.downloads.FilenameSuggestion) => void>();

const described = (item: chrome.downloads.DownloadItem): ExtensionDownload => ({
  id: item.id,
  url: item.url,
  finalUrl: item.finalUrl,
  mime: item.mime,
  startTime: item.startTime,
  state: item.state,
  error: item.error ?? null,
  canResume: item.canResume,
  bytesReceived: item.bytesReceived,
  totalBytes: Math.max(item.totalBytes, 0),
  filename: item.filename,
});

export const getDownload: HelperCalls['getDownload'] = async (id) => {
  const [item] = await chrome.downloads.search({ id });
  return item ? described(item) : null;
};

export function reportDownloads(): void {
  chrome.downloads.onCreated.addListener((item) => report({ type: 'download-created', download: described(item) }));
  chrome.downloads.onDeterminingFilename.addListener((item, suggest) => {
    naming.set(item.id, suggest);
    report({ type: 'download-naming', id: item.id, filename: item.filename });
    return true;
  });
  chrome.downloads.onChanged.addListener(({ id, state, filename }) => {
    if (!state && !filename) return;
    void getDownload(id).then((download) => {
      if (download) report({ type: 'download-changed', download });
    });
  });
}

/** No shelf and no bubble: windows are the app's. Pages may start as many downloads as they like, as in Electron. */
export const allowDownloads: HelperCalls['allowDownloads'] = async () => {
  await chrome.downloads.setUiOptions({ enabled: false });
  await chrome.contentSettings.automaticDownloads.set({ primaryPattern: '<all_urls>', setting: 'allow' });
};

export const nameDownload: HelperCalls['nameDownload'] = (id, filename) => {
  naming.get(id)?.({ filename, conflictAction: 'overwrite' });
  naming.delete(id);
};

export const pauseDownload: HelperCalls['pauseDownload'] = (id) => chrome.downloads.pause(id);

export const resumeDownload: HelperCalls['resumeDownload'] = (id) => chrome.downloads.resume(id);

export const cancelDownload: HelperCalls['cancelDownload'] = async (id) => {
  await chrome.downloads.cancel(id);
  naming.delete(id);
};

export const eraseDownload: HelperCalls['eraseDownload'] = async (id) => {
  await chrome.downloads.erase({ id });
};
