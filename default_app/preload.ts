/** Gives the inspector's page its part of the main process, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import { DOWNLOADS_CHANNEL, type DownloadRow } from './common/downloads';
import {
  DETAILS_CHANNEL,
  OVERVIEW_CHANNEL,
  PAINTED_CHANNEL,
  type Answer,
  type InspectorAPI,
  type Overview,
  type RequestChannel,
} from './common/messages';

async function request<T>(channel: RequestChannel, ...args: unknown[]): Promise<Answer<T>> {
  return (await ipcRenderer.invoke(channel, ...args)) as Answer<T>;
}

const api: InspectorAPI = {
  overview: () => request('inspector:overview'),
  details: (sessionId) => request('inspector:details', sessionId),
  start: (sessionId) => request('inspector:start', sessionId),
  cookieValue: (sessionId, key) => request('inspector:cookie-value', sessionId, key),
  setCookie: (sessionId, cookie) => request('inspector:set-cookie', sessionId, cookie),
  removeCookie: (sessionId, key) => request('inspector:remove-cookie', sessionId, key),
  clearData: (sessionId, options) => request('inspector:clear-data', sessionId, options),
  createSession: (name, persistent) => request('inspector:create-session', name, persistent),
  openPage: (sessionId, url) => request('inspector:open-page', sessionId, url),
  revokeGrant: (sessionId, grant) => request('inspector:revoke-grant', sessionId, grant),
  revokePermission: (sessionId, permission) => request('inspector:revoke-permission', sessionId, permission),
  loadExtension: (sessionId, path, allowFileAccess) =>
    request('inspector:load-extension', sessionId, path, allowFileAccess),
  reloadExtension: (sessionId, path) => request('inspector:reload-extension', sessionId, path),
  removeExtension: (sessionId, path) => request('inspector:remove-extension', sessionId, path),
  changeSpelling: (sessionId, change) => request('inspector:change-spelling', sessionId, change),
  downloads: (sessionId) => request('inspector:downloads', sessionId),
  actOnDownload: (sessionId, id, action) => request('inspector:download-action', sessionId, id, action),
  onDownloads: (listener) => {
    ipcRenderer.on(DOWNLOADS_CHANNEL, (_event, sessionId: number, rows: DownloadRow[]) => listener(sessionId, rows));
  },
  connections: (sessionId) => request('inspector:connections', sessionId),
  resolveProxy: (sessionId, url) => request('inspector:resolve-proxy', sessionId, url),
  painted: (revision) => ipcRenderer.send(PAINTED_CHANNEL, revision),
  onOverview: (listener) => {
    ipcRenderer.on(OVERVIEW_CHANNEL, (_event, overview: Overview) => listener(overview));
  },
  onDetailsChanged: (listener) => {
    ipcRenderer.on(DETAILS_CHANNEL, (_event, sessionId: number) => listener(sessionId));
  },
};

contextBridge.exposeInMainWorld('inspector', api);
