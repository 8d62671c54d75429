/** What the window shows, as text. Cookie values stay where they are. */
import { styleText } from 'node:util';
import {
  cookieAttributes,
  formatBytes,
  formatCount,
  formatExpiry,
  formatPlural,
  formatUsbIds,
  UNKNOWN,
} from '../common/format';
import type { CookieRow, DeviceRow, Overview, SessionDetails, SessionSummary } from '../common/messages';
import { formatTable, type TableRow, type TableStyle, type TerminalColumn } from './table';
import { sanitize } from './text';

/** A table wider than this is hard to read, however wide the terminal. */
const MAX_WIDTH = 120;
const DEFAULT_WIDTH = 100;
/** Cookies listed for each session. */
const MAX_COOKIES = 20;

const SESSION_COLUMNS: readonly TerminalColumn[] = [
  { title: 'SESSION', shrinkTo: 20 },
  { title: 'COOKIES', align: 'right' },
  { title: 'CACHE', align: 'right' },
  { title: 'WORKERS', align: 'right' },
  { title: 'PROCESSES', align: 'right' },
  { title: 'PSS', align: 'right' },
  { title: 'USS', align: 'right' },
];

const COOKIE_COLUMNS: readonly TerminalColumn[] = [
  { title: 'COOKIE', shrinkTo: 16 },
  { title: 'DOMAIN', shrinkTo: 14 },
  { title: 'PATH', shrinkTo: 6 },
  { title: 'EXPIRES' },
  { title: 'ATTRIBUTES', shrinkTo: 10 },
];

const DEVICE_COLUMNS: readonly TerminalColumn[] = [
  { title: 'DEVICE', shrinkTo: 16 },
  { title: 'KIND' },
  { title: 'IDS' },
  { title: 'SERIAL NUMBER', shrinkTo: 13 },
  { title: 'GRANTED TO', shrinkTo: 20 },
];

export interface ReportedSession {
  summary: SessionSummary;
  /** Null if its browser does not run. */
  details: SessionDetails | null;
}

function styleFor(stream: NodeJS.WriteStream): TableStyle {
  const colored = stream.isTTY && !process.env['NO_COLOR'];
  return {
    width: Math.min(MAX_WIDTH, stream.isTTY ? stream.columns : DEFAULT_WIDTH),
    head: (text) => (colored ? styleText('bold', text) : text),
    note: (text) => (colored ? styleText('dim', text) : text),
  };
}

function noteOf({ state, error, shortPath, pid }: SessionSummary): string {
  const place = sanitize(shortPath ?? 'in memory');
  if (state === 'failed') return `${place}: ${sanitize(error ?? 'cannot start')}`;
  return pid > 0 ? `${place}, pid ${pid}` : `${place}, not running`;
}

function sessionRow(summary: SessionSummary): TableRow {
  const { name, ownWindow, cookieCount, cacheBytes, workerCount, memory } = summary;
  return {
    cells: [
      sanitize(name) + (ownWindow ? ' (this window)' : ''),
      formatCount(cookieCount),
      formatBytes(cacheBytes),
      formatCount(workerCount),
      formatCount(memory?.processes.length ?? null),
      formatBytes(memory?.pss ?? null),
      formatBytes(memory?.uss ?? null),
    ],
    note: noteOf(summary),
  };
}

function totalRow(summaries: readonly SessionSummary[]): TableRow {
  const sum = (figure: (summary: SessionSummary) => number | null | undefined): number =>
    summaries.reduce((total, summary) => total + (figure(summary) ?? 0), 0);
  return {
    cells: [
      formatPlural(summaries.length, 'session'),
      formatCount(sum(({ cookieCount }) => cookieCount)),
      formatBytes(sum(({ cacheBytes }) => cacheBytes)),
      formatCount(sum(({ workerCount }) => workerCount)),
      formatCount(sum(({ memory }) => memory?.processes.length)),
      formatBytes(sum(({ memory }) => memory?.pss)),
      formatBytes(sum(({ memory }) => memory?.uss)),
    ],
  };
}

function cookieRow(cookie: CookieRow): TableRow {
  const { name, domain, path, expirationDate } = cookie;
  return {
    cells: [...[name, domain, path].map(sanitize), formatExpiry(expirationDate), cookieAttributes(cookie).join(' ')],
  };
}

function deviceRow({ name, deviceType, vendorId, productId, serialNumber, grants }: DeviceRow): TableRow {
  const origins = grants.map(({ origin, persistent }) => sanitize(origin) + (persistent ? ' (kept)' : ''));
  return {
    cells: [
      sanitize(name ?? 'not plugged in'),
      deviceType,
      formatUsbIds(vendorId, productId),
      sanitize(serialNumber ?? ''),
      origins.join(', ') || UNKNOWN,
    ],
  };
}

/** Cookies, service workers and devices of one session; no lines if it has none. */
function detailLines({ summary, details }: ReportedSession, style: TableStyle): string[] {
  if (!details) return [];
  const { cookies, workers, devices, devicesError } = details;
  if (cookies.length + workers.length + devices.length === 0 && devicesError === null) return [];
  const lines = ['', style.head(sanitize(summary.name))];
  if (cookies.length > 0)
    lines.push(...formatTable(COOKIE_COLUMNS, cookies.slice(0, MAX_COOKIES).map(cookieRow), style));
  if (cookies.length > MAX_COOKIES)
    lines.push(style.note(`and ${formatPlural(cookies.length - MAX_COOKIES, 'more cookie')}`));
  const workerRows = workers.map(({ scope, scriptUrl }) => ({ cells: [scope, scriptUrl].map(sanitize) }));
  const columns = [
    { title: 'SERVICE WORKER', shrinkTo: 20 },
    { title: 'SCRIPT', shrinkTo: 20 },
  ];
  if (workers.length > 0) lines.push(...formatTable(columns, workerRows, style));
  if (devices.length > 0) lines.push(...formatTable(DEVICE_COLUMNS, devices.map(deviceRow), style));
  if (devicesError !== null) lines.push(style.note(`Devices cannot be listed: ${sanitize(devicesError)}`));
  return lines;
}

/** The lines to print to `stream`. */
export function formatReport(
  overview: Overview,
  sessions: readonly ReportedSession[],
  stream: NodeJS.WriteStream,
): string[] {
  const style = styleFor(stream);
  const { valence, electron, chrome } = overview.versions;
  const summaries = sessions.map(({ summary }) => summary);
  return [
    style.head(`Sessions in ${sanitize(overview.userData)}`),
    style.note(`Valence ${valence}, Electron ${electron} API, Chromium ${chrome}`),
    '',
    ...formatTable(SESSION_COLUMNS, [...summaries.map(sessionRow), totalRow(summaries)], style),
    '',
    style.note('PSS counts shared memory in parts, USS only memory of the session alone.'),
    ...sessions.flatMap((reported) => detailLines(reported, style)),
  ];
}
