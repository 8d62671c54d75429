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
];
const GRANT_COLUMNS: readonly TerminalColumn[] = [...DEVICE_COLUMNS, { title: 'GRANTED TO', shrinkTo: 20 }];

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

const deviceCells = ({ name, deviceType, vendorId, productId, serialNumber }: DeviceRow): string[] => [
  sanitize(name ?? 'not plugged in'),
  deviceType,
  formatUsbIds(vendorId, productId),
  sanitize(serialNumber ?? UNKNOWN),
];

function grantRow(device: DeviceRow): TableRow {
  const origins = device.grants.map(({ origin, persistent }) => sanitize(origin) + (persistent ? ' (kept)' : ''));
  return { cells: [...deviceCells(device), origins.join(', ')] };
}

/** What is plugged in, which is the same for all sessions; no lines if nothing is. */
function deviceLines(sessions: readonly ReportedSession[], style: TableStyle): string[] {
  const details = sessions.find((reported) => reported.details !== null)?.details;
  if (!details) return [];
  const { devices, devicesError } = details;
  if (devicesError !== null) return ['', style.note(`Devices cannot be listed: ${sanitize(devicesError)}`)];
  const here = devices.filter(({ name }) => name !== null);
  if (here.length === 0) return [];
  return [
    '',
    style.head('Devices'),
    ...formatTable(
      DEVICE_COLUMNS,
      here.map((device) => ({ cells: deviceCells(device) })),
      style,
    ),
  ];
}

/** Cookies, service workers and grants of devices of one session; no lines if it has none. */
function detailLines({ summary, details }: ReportedSession, style: TableStyle): string[] {
  if (!details) return [];
  const { cookies, workers } = details;
  const devices = details.devices.filter(({ grants }) => grants.length > 0);
  if (cookies.length + workers.length + devices.length === 0) return [];
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
  if (devices.length > 0) lines.push(...formatTable(GRANT_COLUMNS, devices.map(grantRow), style));
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
    ...deviceLines(sessions, style),
  ];
}
